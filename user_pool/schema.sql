-- One file holds every pool. Times are seconds since 1970.

CREATE TABLE IF NOT EXISTS secrets (
  name TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS user_pools (
  id TEXT PRIMARY KEY,
  definition TEXT NOT NULL,
  created_at REAL NOT NULL,
  modified_at REAL NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS user_pool_clients (
  id TEXT PRIMARY KEY,
  user_pool_id TEXT NOT NULL REFERENCES user_pools ON DELETE CASCADE,
  definition TEXT NOT NULL,
  created_at REAL NOT NULL,
  modified_at REAL NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS signing_keys (
  user_pool_id TEXT PRIMARY KEY REFERENCES user_pools ON DELETE CASCADE,
  pem TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS users (
  sub TEXT PRIMARY KEY,
  user_pool_id TEXT NOT NULL REFERENCES user_pools ON DELETE CASCADE,
  username TEXT NOT NULL,
  username_key TEXT NOT NULL,
  status TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  attributes TEXT NOT NULL,
  salt BLOB,
  verifier BLOB,
  created_at REAL NOT NULL,
  modified_at REAL NOT NULL,
  UNIQUE (user_pool_id, username_key)
) STRICT;

CREATE TABLE IF NOT EXISTS temporary_passwords (
  sub TEXT PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  expires_at REAL NOT NULL
) STRICT, WITHOUT ROWID;

-- Other names of a user: an address that is the username, or a verified alias.
CREATE TABLE IF NOT EXISTS aliases (
  user_pool_id TEXT NOT NULL,
  attribute TEXT NOT NULL,
  key TEXT NOT NULL,
  sub TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
  PRIMARY KEY (user_pool_id, key, attribute)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS aliases_by_user ON aliases (sub);

-- One code for each user and purpose. Sending another replaces it.
CREATE TABLE IF NOT EXISTS codes (
  sub TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
  purpose TEXT NOT NULL,
  hash BLOB NOT NULL,
  attribute TEXT NOT NULL,
  expires_at REAL NOT NULL,
  PRIMARY KEY (sub, purpose)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS codes_by_expiry ON codes (expires_at);

CREATE TABLE IF NOT EXISTS sessions (
  hash BLOB PRIMARY KEY,
  client_id TEXT NOT NULL,
  sub TEXT NOT NULL,
  step TEXT NOT NULL,
  data TEXT NOT NULL,
  expires_at REAL NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sessions_by_expiry ON sessions (expires_at);

CREATE TABLE IF NOT EXISTS software_tokens (
  sub TEXT PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  secret BLOB NOT NULL,
  last_step INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS web_authn_credentials (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  sub TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
  rp_id TEXT NOT NULL,
  credential BLOB NOT NULL,
  sign_count INTEGER NOT NULL,
  name TEXT NOT NULL,
  transports TEXT NOT NULL,
  attachment TEXT,
  created_at REAL NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS web_authn_credentials_by_user ON web_authn_credentials (sub);

-- The challenge of a registration that has started. Starting another replaces it.
CREATE TABLE IF NOT EXISTS web_authn_registrations (
  sub TEXT PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  client_id TEXT NOT NULL,
  challenge TEXT NOT NULL,
  expires_at REAL NOT NULL
) STRICT, WITHOUT ROWID;

-- A secret that the user's app has not yet proved.
CREATE TABLE IF NOT EXISTS pending_software_tokens (
  sub TEXT PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  secret BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- The second factors that a user has turned on or off, of which one may be preferred.
CREATE TABLE IF NOT EXISTS mfa_preferences (
  sub TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
  factor TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  preferred INTEGER NOT NULL,
  PRIMARY KEY (sub, factor)
) STRICT, WITHOUT ROWID;

-- A sign-in, which its refresh token renews and which can be revoked.
CREATE TABLE IF NOT EXISTS grants (
  origin_jti TEXT PRIMARY KEY,
  client_id TEXT NOT NULL,
  sub TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
  refresh_hash BLOB NOT NULL UNIQUE,
  auth_time INTEGER NOT NULL,
  expires_at REAL NOT NULL,
  revoked INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS grants_by_user ON grants (sub);
CREATE INDEX IF NOT EXISTS grants_by_expiry ON grants (expires_at);

-- Refresh tokens that rotation has issued or replaced. The current one has no end.
CREATE TABLE IF NOT EXISTS rotated_refresh_tokens (
  hash BLOB PRIMARY KEY,
  origin_jti TEXT NOT NULL REFERENCES grants ON DELETE CASCADE,
  valid_until REAL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS rotated_refresh_tokens_by_grant ON rotated_refresh_tokens (origin_jti);

CREATE TABLE IF NOT EXISTS attempts (
  subject TEXT NOT NULL,
  kind TEXT NOT NULL,
  at REAL NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS attempts_by_subject ON attempts (subject, kind);
CREATE INDEX IF NOT EXISTS attempts_by_time ON attempts (at);

CREATE TABLE IF NOT EXISTS lockouts (
  subject TEXT PRIMARY KEY,
  failures INTEGER NOT NULL,
  failed_at REAL NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS messages (
  id INTEGER PRIMARY KEY,
  recipient TEXT NOT NULL COLLATE NOCASE,
  medium TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  code TEXT,
  link TEXT,
  sent_at REAL NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS messages_by_recipient ON messages (recipient, id);
CREATE INDEX IF NOT EXISTS messages_by_time ON messages (sent_at);

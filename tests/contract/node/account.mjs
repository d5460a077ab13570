// Signs up without a password, chooses factors, sets up an authenticator app, accepts an invitation,
// changes the password and deletes the account, with aws-amplify itself.
// Usage: node account.mjs <endpoint> <user pool id> <client id> <invited user> <temporary password>;
// prints one JSON object.
import { createHmac } from 'node:crypto';
import { Amplify } from 'aws-amplify';
import {
  autoSignIn,
  confirmSignIn,
  confirmSignUp,
  deleteUser,
  fetchMFAPreference,
  getCurrentUser,
  listWebAuthnCredentials,
  setUpTOTP,
  signIn,
  signOut,
  signUp,
  updateMFAPreference,
  updatePassword,
  verifyTOTPSetup,
} from 'aws-amplify/auth';
import { nameOfError, newestCode } from './support.mjs';

const [endpoint, userPoolId, userPoolClientId, invited, temporary] = process.argv.slice(2);
const username = 'passwordless@example.com';
const USER_AUTH = { authFlowType: 'USER_AUTH' };

Amplify.configure({
  Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint: endpoint } },
});

// RFC 6238, as an authenticator app computes it.
function appCode(secret) {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000)));
  const digest = createHmac('sha1', key).update(step).digest();
  const number = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
  return String(number % 1e6).padStart(6, '0');
}

const result = {};
await signUp({ username, options: { autoSignIn: USER_AUTH } });
await confirmSignUp({ username, confirmationCode: await newestCode(endpoint, username) });
result.autoSignIn = await autoSignIn();
result.passkeys = (await listWebAuthnCredentials()).credentials;
await signOut();

result.selection = await signIn({ username, options: USER_AUTH });
result.selected = (await confirmSignIn({ challengeResponse: 'EMAIL_OTP' })).nextStep.signInStep;
result.emailCode = await confirmSignIn({ challengeResponse: await newestCode(endpoint, username) });
result.noMfa = await fetchMFAPreference();
const totp = await setUpTOTP();
result.wrongAppCode = await nameOfError(verifyTOTPSetup({ code: '000000' }));
await verifyTOTPSetup({ code: appCode(totp.sharedSecret) });
await updateMFAPreference({ totp: 'PREFERRED' });
result.mfa = await fetchMFAPreference();
await signOut();

const preferred = { ...USER_AUTH, preferredChallenge: 'EMAIL_OTP' };
await signIn({ username, options: preferred });
const secondCode = await newestCode(endpoint, username);
result.secondFactor = (await confirmSignIn({ challengeResponse: secondCode })).nextStep;

const password = 'Better-horse-2';
const first = await signIn({ username: invited, password: temporary });
result.invited = first.nextStep.signInStep;
result.newPassword = await confirmSignIn({ challengeResponse: password });
result.wrongPassword = await nameOfError(
  updatePassword({ oldPassword: temporary, newPassword: 'Best-horse-3' }),
);
await updatePassword({ oldPassword: password, newPassword: 'Best-horse-3' });
await deleteUser();
result.deleted = await nameOfError(getCurrentUser());
result.gone = await nameOfError(signIn({ username: invited, password: 'Best-horse-3' }));
// The timer that aws-amplify starts for auto sign-in would keep the process for three minutes.
process.stdout.write(JSON.stringify(result), () => process.exit(0));

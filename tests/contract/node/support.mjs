// What every journey needs: the mailbox of the embedded pool, and the name of an error.

export async function newestCode(endpoint, username) {
  const response = await fetch(`${endpoint}/outbox?to=${encodeURIComponent(username)}`, {
    headers: { accept: 'application/json' },
  });
  const [message] = await response.json();
  return message.code;
}

export async function nameOfError(promise) {
  try {
    await promise;
  } catch (error) {
    return error.name;
  }
  return 'none';
}

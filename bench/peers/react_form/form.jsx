// The form of Amplify's documentation and its page for the code, as small as they can be.
import { Amplify } from 'aws-amplify';
import { confirmSignUp, signUp } from 'aws-amplify/auth';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';

Amplify.configure({
  Auth: {
    Cognito: {
      userPoolId: import.meta.env.VITE_USER_POOL_ID,
      userPoolClientId: import.meta.env.VITE_USER_POOL_CLIENT_ID,
      userPoolEndpoint: import.meta.env.VITE_ENDPOINT,
    },
  },
});

function App() {
  const [username, setUsername] = useState();
  const [step, setStep] = useState('SIGN_UP');
  const [error, setError] = useState('');

  // Runs a call with what is in the form, and goes where its `nextStep` says.
  const handle = (call) => async (event) => {
    event.preventDefault();
    try {
      setStep(await call(Object.fromEntries(new FormData(event.target))));
    } catch ({ message }) {
      setError(message);
    }
  };

  const handleSignUp = handle(async ({ email, password }) => {
    setUsername(email);
    const { nextStep } = await signUp({
      username: email,
      password,
      options: { userAttributes: { email } },
    });
    return nextStep.signUpStep;
  });

  const handleConfirm = handle(async ({ code }) => {
    const { nextStep } = await confirmSignUp({ username, confirmationCode: code });
    return nextStep.signUpStep;
  });

  if (step === 'DONE') {
    return <h1>Your account is ready</h1>;
  }
  return step === 'SIGN_UP' ? (
    <>
      <h1>Create an account</h1>
      <form onSubmit={handleSignUp}>
        <p role="alert">{error}</p>
        <label htmlFor="email">Email address</label>
        <input id="email" name="email" type="email" autoComplete="username email" />
        <label htmlFor="password">Create a password</label>
        <input id="password" name="password" type="password" autoComplete="new-password" />
        <button type="submit">Create account</button>
      </form>
    </>
  ) : (
    <>
      <h1>Enter your code</h1>
      <p>We emailed a 6-digit code to {username}.</p>
      <form onSubmit={handleConfirm}>
        <p role="alert">{error}</p>
        <label htmlFor="code">Code</label>
        <input id="code" name="code" inputMode="numeric" autoComplete="one-time-code" />
        <button type="submit">Confirm</button>
      </form>
    </>
  );
}

createRoot(document.querySelector('#root')).render(<App />);

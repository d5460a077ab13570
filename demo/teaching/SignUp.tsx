// Amplify's sign-up form in React, as short as it can be. /learn shows it beside the Flask port.
import type { SubmitEvent } from 'react';
import { Amplify } from 'aws-amplify';
import { signUp } from 'aws-amplify/auth';
import outputs from '../../config/amplify_outputs.json';

Amplify.configure(outputs);

interface SignUpFields extends HTMLFormControlsCollection {
  email: HTMLInputElement;
  password: HTMLInputElement;
}
interface SignUpFormElement extends HTMLFormElement {
  readonly elements: SignUpFields;
}

export default function SignUp({ goTo }: { goTo: (path: string) => void }) {
  async function handleSubmit(event: SubmitEvent<SignUpFormElement>) {
    event.preventDefault();
    const { email, password } = event.currentTarget.elements;
    // Validate the inputs here.

    const { nextStep } = await signUp({
      username: email.value,
      password: password.value,
      options: {
        userAttributes: { email: email.value },
        autoSignIn: true,
      },
    });

    switch (nextStep.signUpStep) {
      case 'CONFIRM_SIGN_UP':
        return goTo('/confirm-sign-up');
      case 'COMPLETE_AUTO_SIGN_IN':
        return goTo('/auto-sign-in');
      case 'DONE':
        return goTo('/sign-up/done');
    }
  }

  return (
    <form onSubmit={handleSubmit}>
      <label htmlFor="email">Email address</label>
      <input type="email" id="email" name="email" autoComplete="username" />

      <label htmlFor="password">Create a password</label>
      <input type="password" id="password" name="password" autoComplete="new-password" />

      <button type="submit">Create account</button>
    </form>
  );
}

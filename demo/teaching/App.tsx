import type { FormEvent } from "react"
import { Amplify } from "aws-amplify"
import { autoSignIn, signUp } from "aws-amplify/auth" // added
import outputs from "../amplify_outputs.json"

Amplify.configure(outputs)

interface SignUpFormElements extends HTMLFormControlsCollection {
  email: HTMLInputElement
  password: HTMLInputElement
}

interface SignUpForm extends HTMLFormElement {
  readonly elements: SignUpFormElements
}

export default function App({ goTo }: { goTo: (page: string) => void }) { // added
  async function handleSubmit(event: FormEvent<SignUpForm>) {
    event.preventDefault()
    const form = event.currentTarget
    // ... validate inputs
    const { nextStep } = await signUp({ // added
      username: form.elements.email.value,
      password: form.elements.password.value,
      options: { userAttributes: {}, autoSignIn: true }, // added
    })
    switch (nextStep.signUpStep) { // added
      case "CONFIRM_SIGN_UP": // added
        return goTo("/confirm-sign-up") // added
      case "COMPLETE_AUTO_SIGN_IN": // added
        return autoSignIn().then(() => goTo("/signed-in")) // added
      case "DONE": // added
        return goTo("/done") // added
    } // added
  }

  return (
    <form onSubmit={handleSubmit}>
      <label htmlFor="email">Email:</label>
      <input type="text" id="email" name="email" />
      <label htmlFor="password">Password:</label>
      <input type="password" id="password" name="password" />
      <input type="submit" />
    </form>
  )
}

"""The amplify-js call that each function of the helper ports."""

from collections.abc import Mapping
from types import MappingProxyType

AMPLIFY_JS_CALLS: Mapping[str, str] = MappingProxyType(
    {
        "sign_up": """\
import { signUp } from "aws-amplify/auth";

const { isSignUpComplete, userId, nextStep } = await signUp({
  username,
  password,
  options: { userAttributes: { email }, autoSignIn: true },
});
switch (nextStep.signUpStep) {
  case "CONFIRM_SIGN_UP": // ask for the code
  case "COMPLETE_AUTO_SIGN_IN": // call autoSignIn()
  case "DONE": // there is an account
}""",
        "confirm_sign_up": """\
import { confirmSignUp } from "aws-amplify/auth";

const { isSignUpComplete, nextStep } = await confirmSignUp({ username, confirmationCode });
if (nextStep.signUpStep === "COMPLETE_AUTO_SIGN_IN") {
  // call autoSignIn()
}""",
        "resend_sign_up_code": """\
import { resendSignUpCode } from "aws-amplify/auth";

const { destination, deliveryMedium } = await resendSignUpCode({ username });""",
        "auto_sign_in": """\
import { autoSignIn } from "aws-amplify/auth";

// The state is in a variable of the module. A reload loses it.
const { isSignedIn, nextStep } = await autoSignIn();""",
        "sign_in": """\
import { signIn } from "aws-amplify/auth";

const { isSignedIn, nextStep } = await signIn({ username, password });""",
        "confirm_sign_in": """\
import { confirmSignIn } from "aws-amplify/auth";

const { isSignedIn, nextStep } = await confirmSignIn({ challengeResponse });""",
        "reset_password": """\
import { resetPassword } from "aws-amplify/auth";

const { nextStep } = await resetPassword({ username });""",
        "confirm_reset_password": """\
import { confirmResetPassword } from "aws-amplify/auth";

await confirmResetPassword({ username, confirmationCode, newPassword });""",
        "sign_out": """\
import { signOut } from "aws-amplify/auth";

await signOut();""",
        "start_web_authn_registration": """\
import { associateWebAuthnCredential } from "aws-amplify/auth";

// Also asks the browser to create the passkey, and completes the registration.
await associateWebAuthnCredential();""",
        "complete_web_authn_registration": """\
// The second half of associateWebAuthnCredential().""",
        "list_web_authn_credentials": """\
import { listWebAuthnCredentials } from "aws-amplify/auth";

const { credentials, nextToken } = await listWebAuthnCredentials();""",
        "delete_web_authn_credential": """\
import { deleteWebAuthnCredential } from "aws-amplify/auth";

await deleteWebAuthnCredential({ credentialId });""",
        "set_up_totp": """\
import { setUpTOTP } from "aws-amplify/auth";

const { sharedSecret, getSetupUri } = await setUpTOTP();""",
        "verify_totp_setup": """\
import { verifyTOTPSetup } from "aws-amplify/auth";

await verifyTOTPSetup({ code });""",
        "fetch_mfa_preference": """\
import { fetchMFAPreference } from "aws-amplify/auth";

const { enabled, preferred } = await fetchMFAPreference();""",
        "update_mfa_preference": """\
import { updateMFAPreference } from "aws-amplify/auth";

await updateMFAPreference({ totp: "PREFERRED" });""",
        "fetch_user_attributes": """\
import { fetchUserAttributes } from "aws-amplify/auth";

const attributes = await fetchUserAttributes();""",
        "fetch_user_auth_factors": """\
// amplify-js has no function for it. The factors that the signed-in person can use.""",
        "update_password": """\
import { updatePassword } from "aws-amplify/auth";

await updatePassword({ oldPassword, newPassword });""",
        "delete_user": """\
import { deleteUser } from "aws-amplify/auth";

await deleteUser();""",
    }
)

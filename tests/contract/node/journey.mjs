// Signs up, confirms, signs in automatically, signs out and in again, with aws-amplify itself.
// Usage: node journey.mjs <endpoint> <user pool id> <client id> <auth flow>; prints one JSON object.
import { Amplify } from 'aws-amplify';
import {
  autoSignIn,
  confirmSignUp,
  fetchAuthSession,
  fetchUserAttributes,
  getCurrentUser,
  resendSignUpCode,
  signIn,
  signOut,
  signUp,
} from 'aws-amplify/auth';
import { nameOfError, newestCode } from './support.mjs';

const [endpoint, userPoolId, userPoolClientId, authFlowType] = process.argv.slice(2);
const username = `Ann.${authFlowType}@example.com`;
const password = 'Correct-horse-1';

Amplify.configure({
  Auth: { Cognito: { userPoolId, userPoolClientId, userPoolEndpoint: endpoint } },
});

const result = {};
const credentials = { username, password };
result.signUp = await signUp({ ...credentials, options: { autoSignIn: { authFlowType } } });
result.signUpAgain = await nameOfError(signUp(credentials));
result.resend = await resendSignUpCode({ username });
const confirmationCode = await newestCode(endpoint, username);
const wrongCode = String((Number(confirmationCode) + 1) % 1e6).padStart(6, '0');
result.wrongCode = await nameOfError(confirmSignUp({ username, confirmationCode: wrongCode }));
result.confirmSignUp = await confirmSignUp({ username, confirmationCode });
result.autoSignIn = await autoSignIn();
result.currentUser = await getCurrentUser();
result.attributes = await fetchUserAttributes();
const before = (await fetchAuthSession()).tokens.accessToken.toString();
const after = (await fetchAuthSession({ forceRefresh: true })).tokens.accessToken.toString();
result.refreshed = before !== after;
await signOut();
result.signedOut = await nameOfError(getCurrentUser());
const options =
  authFlowType === 'USER_AUTH' ? { authFlowType, preferredChallenge: 'PASSWORD_SRP' } : { authFlowType };
result.signIn = await signIn({ ...credentials, options });
result.signedInAgain = (await getCurrentUser()).userId === result.currentUser.userId;
// The timer that aws-amplify starts for auto sign-in would keep the process for three minutes.
process.stdout.write(JSON.stringify(result), () => process.exit(0));

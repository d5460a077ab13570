"""Port of Amplify's practical example: a sign-up form in one file."""

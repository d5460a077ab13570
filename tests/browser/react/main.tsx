// Puts the form into a page, as an app would; where it wants to go becomes the page's address.
import { createRoot } from 'react-dom/client';
import SignUp from './signup/teaching/SignUp';

const root = createRoot(document.body);
root.render(<SignUp goTo={(path) => history.pushState(null, '', path)} />);

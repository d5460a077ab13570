// Puts the form into a page, as an app would. The page that it goes to becomes the address.
import { createRoot } from 'react-dom/client';
import App from './src/App';

const root = createRoot(document.body);
root.render(<App goTo={(page) => history.pushState(null, '', page)} />);

import './design/tokens.css';
import './design/ground.css';
import { mount } from 'svelte';
import App from './app.svelte';
import { markUpdated } from './state/connection.svelte';
import { recall } from './state/settings.svelte';

// A piece of the page that is gone from the studio belongs to an older page: this one.
addEventListener('vite:preloadError', markUpdated);

const target = document.getElementById('page');
if (target === null) throw new Error('The page has no place to stand.');
await recall();
mount(App, { target });

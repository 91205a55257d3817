import { language, t } from '../messages/catalogue.svelte';
import { ApiError, readRefusal } from './client';

/** Send one file by PUT and tell how many of its bytes have left. */
export function send(
  url: string,
  file: File,
  told: (sent: number) => void,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((done, fail) => {
    signal.throwIfAborted();
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    request.setRequestHeader('Accept-Language', language());
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = (event) => told(event.loaded);
    request.onload = () =>
      request.status < 300 ? done() : fail(readRefusal(request.status, request.responseText));
    request.onerror = () => fail(new ApiError('api.gone', t('api.gone'), t('api.gone.hint'), 0));
    request.onabort = () => fail(signal.reason);
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

// The pictures of the walkthrough, which are in the package: WebP is a quarter of their PNG, and VS Code shows it.
import { writeFile } from 'node:fs/promises';

/** Text stays sharp, and what lies around it takes little. */
const quality = 0.82;

/**
 * Takes a picture with a pixel of the file for one of the page.
 * @param {import('playwright-core').Page} page
 * @param {string} path a .webp
 */
export async function shotSmall(page, path) {
  const png = await page.screenshot({ animations: 'disabled', caret: 'initial', scale: 'css' });
  // A page of its own: the workbench's may make nothing out of texts.
  const maker = await page.context().browser()?.newPage();
  if (maker === undefined) throw new Error('no browser to make pictures in');
  try {
    const made = await maker.evaluate(
      async ({ text, quality }) => {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
        const canvas = new OffscreenCanvas(picture.width, picture.height);
        canvas.getContext('2d')?.drawImage(picture, 0, 0);
        const blob = await canvas.convertToBlob({ type: 'image/webp', quality });
        let letters = '';
        for (const byte of new Uint8Array(await blob.arrayBuffer())) letters += String.fromCharCode(byte);
        return { type: blob.type, text: btoa(letters) };
      },
      { text: png.toString('base64'), quality },
    );
    if (made.type !== 'image/webp') throw new Error(`Chromium made ${made.type}`);
    await writeFile(path, Buffer.from(made.text, 'base64'));
  } finally {
    await maker.close();
  }
}

import { expect, test } from 'vitest'
import { inspect } from '../../../data-plane/media/rules.ts'
import { demoStores } from '../store-data.ts'
import { collectionPicture, heroPicture, productPicture, storeLogo } from './store-pictures.ts'

/** Of all that a store shows. */
const picturesOf = () =>
  demoStores('full').flatMap((store) => [
    storeLogo(store),
    heroPicture(store),
    ...store.collections.map((_, i) => collectionPicture(store, i)),
    ...store.products.flatMap(({ picture, colours }, at) =>
      colours.flatMap((colour) => [
        productPicture(store, { picture, colour, at }),
        productPicture(store, { picture, colour, at, near: true }),
      ]),
    ),
  ])

test('pictures are small SVGs that hold nothing to run, and the same each time', () => {
  const pictures = picturesOf()
  expect(picturesOf()).toEqual(pictures)
  for (const svg of pictures) {
    expect(inspect(Buffer.from(svg), 'image/svg+xml')).toMatchObject({ ok: true })
    expect(svg.length).toBeLessThan(64 * 1024)
    expect(svg).not.toMatch(/<script|href=|\son\w+=|undefined|NaN/)
  }
})

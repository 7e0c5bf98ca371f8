import { Image, type ImageProps } from '@mantine/core'
import { useParams } from '@tanstack/react-router'

/** A picture of the store's: files are served at its own address, from where their paths begin. */
export function StoreImage({
  src,
  ...props
}: Omit<ImageProps, 'src'> & { src: string; alt: string; loading?: 'lazy' }) {
  const { slug = '' } = useParams({ strict: false }) as { slug?: string }
  const shop = `${location.protocol}//${slug}.${location.host}`
  return <Image {...props} src={src.startsWith('/') ? shop + src : src} />
}

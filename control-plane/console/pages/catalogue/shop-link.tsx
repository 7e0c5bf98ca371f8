import { Button } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useShopUrl } from './choices.ts'

/** A button that opens a page of the hosted shop; nothing while it is not known where the shop is. */
export function ShopLink({ path, children }: { path: string; children: ReactNode }) {
  const address = useShopUrl()(path)
  if (address === undefined) return null
  return (
    <Button
      component="a"
      href={address}
      target="_blank"
      rel="noreferrer"
      variant="default"
      rightSection={<IconExternalLink size={16} aria-hidden />}
    >
      {children}
    </Button>
  )
}

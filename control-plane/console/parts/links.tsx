// Mantine's looks for links inside the console: `<PageLink to="/stores/x/orders">`.
import {
  ActionIcon,
  type ActionIconProps,
  Anchor,
  type AnchorProps,
  Button,
  type ButtonProps,
  NavLink,
} from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ComponentProps, Ref } from 'react'

export const PageLink = createLink((props: AnchorProps & { ref?: Ref<HTMLAnchorElement> }) => (
  <Anchor {...props} />
))
export const ButtonLink = createLink((props: ButtonProps & Omit<ComponentProps<'a'>, keyof ButtonProps>) => (
  <Button component="a" {...props} />
))
export const IconLink = createLink(
  (props: ActionIconProps & Omit<ComponentProps<'a'>, keyof ActionIconProps>) => (
    <ActionIcon component="a" {...props} />
  ),
)
export const NavigationLink = createLink(NavLink<'a'>)

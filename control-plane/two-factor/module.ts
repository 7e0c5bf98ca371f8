import { twoFactorRoutes } from './routes.ts'

export const twoFactor = {
  name: 'two-factor',
  summary: 'The second factor of your account',
  routes: twoFactorRoutes,
}

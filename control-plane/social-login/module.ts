import { socialLoginRoutes } from './routes.ts'

export const socialLogin = {
  name: 'social-login',
  summary: 'Signing in by an account elsewhere',
  routes: socialLoginRoutes,
}

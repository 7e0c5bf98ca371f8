// From an address to its page. The pages themselves stand in pages.ts and are loaded when they are first shown.
import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { ProblemError } from './api/problem.ts'
import { queryClient } from './api/query-client.ts'
import { parseSearch, stringifySearch } from './api/search.ts'
import { accountQuery, storeQuery } from './api/session.ts'
import { loadArea } from './i18n/text.ts'
import type { Area, Page, Scope } from './pages/area.ts'
import { areas } from './pages.ts'
import { Announcer } from './shell/announcer.tsx'
import { Loading, NotFound, PageFault } from './shell/states.tsx'
import { firstAddress } from './shell/visited.ts'

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    title?: Page['title']
    step?: Page['step']
  }
}

const root = createRootRoute({
  component: () => (
    <>
      <Announcer />
      <Outlet />
    </>
  ),
  notFoundComponent: () => (
    <main id="main" tabIndex={-1}>
      <NotFound />
    </main>
  ),
})

const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: async () => {
    throw redirect({ to: firstAddress(await queryClient.ensureQueryData(accountQuery)), replace: true })
  },
})

const card = createRoute({
  getParentRoute: () => root,
  id: 'card',
  component: lazyRouteComponent(() => import('./shell/card.tsx')),
})

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: lazyRouteComponent(() => import('./shell/shell.tsx')),
  beforeLoad: async ({ location }) => {
    if ((await queryClient.ensureQueryData(accountQuery)) !== null) return
    throw redirect({ to: '/sign-in', search: { next: location.href } as never, replace: true })
  },
})

const store = createRoute({
  getParentRoute: () => shell,
  path: '/stores/$slug',
  beforeLoad: async ({ params }) => {
    if ((await queryClient.ensureQueryData(storeQuery(params.slug))) === null) throw notFound()
  },
  notFoundComponent: NotFound,
})

const platform = createRoute({
  getParentRoute: () => shell,
  path: '/platform',
  beforeLoad: async () => {
    const account = await queryClient.ensureQueryData(accountQuery)
    if (account?.platform_role !== 'admin') throw notFound()
  },
  notFoundComponent: NotFound,
})

const parents: Record<Scope, AnyRoute> = { public: card, account: shell, store, platform }

const routeOf = (area: Area, page: Page) =>
  createRoute({
    getParentRoute: () => parents[page.scope],
    path: page.path === '' ? '/' : page.path,
    staticData: { title: page.title, step: page.step },
    beforeLoad: async ({ params }) => {
      if (page.permission === undefined) return
      const { slug } = params as { slug: string }
      const store = await queryClient.ensureQueryData(storeQuery(slug))
      if (store?.membership?.permissions.includes(page.permission) === true) return
      throw new ProblemError({ status: 403, code: 'forbidden', detail: 'You may not see this page.' })
    },
    loader: () => loadArea(area.name),
    component: lazyRouteComponent(page.load),
  })

const routesOf = (scope: Scope) =>
  areas.flatMap((area) =>
    area.pages.filter((page) => page.scope === scope).map((page) => routeOf(area, page)),
  )

export const router = createRouter({
  routeTree: root.addChildren([
    index,
    card.addChildren(routesOf('public')),
    shell.addChildren([
      ...routesOf('account'),
      store.addChildren(routesOf('store')),
      platform.addChildren(routesOf('platform')),
    ]),
  ]),
  parseSearch,
  stringifySearch,
  defaultPendingComponent: Loading,
  defaultErrorComponent: PageFault,
  defaultNotFoundComponent: NotFound,
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
})

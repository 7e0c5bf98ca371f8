import { z } from 'zod'
import { defineRoute } from '../route.ts'
import { Menus, MenusPatch } from './schema.ts'
import { Page, PageFilter, PageId, PageInput, PageList, PagePatch } from './schema-pages.ts'
import { ThemeDraft, ThemePreview, ThemeVersion, ThemeView } from './schema-theme.ts'
import { getMenus, updateMenus } from './service/menus.ts'
import { createPage, deletePage, getPage, listPages, updatePage } from './service/pages.ts'
import { discardDraft, getTheme, previewTheme, publishTheme, saveDraft } from './service/theme.ts'

const themeRoutes = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/theme',
    summary: 'Read how the hosted shop looks, and the draft of how it will',
    permission: 'content:read',
    response: ThemeView,
    handler: (ctx) => getTheme(ctx),
  }),
  defineRoute({
    method: 'put',
    path: '/admin/v1/theme/draft',
    summary: 'Save a draft of how the hosted shop looks',
    description: 'Shoppers see nothing of it before it is published.',
    permission: 'content:write',
    body: ThemeDraft,
    response: ThemeView,
    errors: ['theme_changed', 'not_found'],
    handler: (ctx, { body }) => saveDraft(ctx, body),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/theme/publish',
    summary: 'Publish the draft',
    permission: 'content:write',
    body: ThemeVersion,
    response: ThemeView,
    errors: ['theme_changed'],
    audit: { action: 'theme.published' },
    handler: (ctx, { body }) => publishTheme(ctx, body),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/theme/discard',
    summary: 'Throw the draft away',
    permission: 'content:write',
    body: ThemeVersion,
    response: ThemeView,
    errors: ['theme_changed'],
    audit: { action: 'theme.draft_discarded' },
    handler: (ctx, { body }) => discardDraft(ctx, body),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/theme/preview',
    summary: 'Get a link that shows the draft for an hour',
    permission: 'content:read',
    response: ThemePreview,
    secret: true,
    audit: false,
    handler: (ctx) => previewTheme(ctx),
  }),
]

const pageRoutes = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/pages',
    summary: 'List pages, newest first',
    permission: 'content:read',
    query: PageFilter,
    response: PageList,
    handler: (ctx, { query }) => listPages(ctx, query),
  }),
  defineRoute({
    method: 'post',
    path: '/admin/v1/pages',
    summary: 'Create a page',
    permission: 'content:write',
    body: PageInput,
    status: 201,
    response: Page,
    errors: ['handle_taken', 'too_many_pages'],
    handler: (ctx, { body }) => createPage(ctx, body),
  }),
  defineRoute({
    method: 'get',
    path: '/admin/v1/pages/{page_id}',
    summary: 'Read a page',
    permission: 'content:read',
    params: PageId,
    response: Page,
    handler: (ctx, { params }) => getPage(ctx, params.page_id),
  }),
  defineRoute({
    method: 'patch',
    path: '/admin/v1/pages/{page_id}',
    summary: 'Change a page',
    permission: 'content:write',
    params: PageId,
    body: PagePatch,
    response: Page,
    errors: ['handle_taken'],
    handler: (ctx, { params, body }) => updatePage(ctx, params.page_id, body),
  }),
  defineRoute({
    method: 'delete',
    path: '/admin/v1/pages/{page_id}',
    summary: 'Delete a page',
    permission: 'content:write',
    params: PageId,
    response: z.object({ id: z.uuid(), deleted: z.literal(true) }),
    handler: (ctx, { params }) => deletePage(ctx, params.page_id),
  }),
]

const menuRoutes = [
  defineRoute({
    method: 'get',
    path: '/admin/v1/menus',
    summary: 'Read the menus of header and footer',
    permission: 'content:read',
    response: Menus,
    handler: (ctx) => getMenus(ctx),
  }),
  defineRoute({
    method: 'patch',
    path: '/admin/v1/menus',
    summary: 'Change the menus of header and footer',
    permission: 'content:write',
    body: MenusPatch,
    response: Menus,
    errors: ['not_found'],
    handler: (ctx, { body }) => updateMenus(ctx, body),
  }),
]

export const contentRoutes = [...themeRoutes, ...pageRoutes, ...menuRoutes]

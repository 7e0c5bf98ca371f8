// What other modules may use of files. Nothing else here is public.
export { keptPictures, mediaUrls, picturesAmong } from './service.ts'

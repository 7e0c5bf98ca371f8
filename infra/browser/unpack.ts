// Unpacks the browser into this process's folder for temporary files: the package knows no other. A process of its own,
// because that folder is a setting of the process.
import { inflate } from '@sparticuz/chromium'

await Promise.all(process.argv.slice(2).map((file) => inflate(file)))

// Builds the console for browsers, unless this state of its sources is built already. `npm start` runs it when needed;
// `npm run build:console` is for machines that start the control plane by itself.
import { buildConsole } from './local/console.ts'

const folder = await buildConsole()
process.stdout.write(`The console is built: ${folder}\n`)

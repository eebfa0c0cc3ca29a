/** Leaves in the name of a user who was killed: `watcher-main.ts FOLDER USER`. */
import { leave } from './users.ts';

const [folder = '', user = ''] = process.argv.slice(2);
void leave(folder, user);

/** The chat page: three files and the Socket.IO client, all part of the program. */
import type { FastifyInstance } from 'fastify';
import socketClient from 'socket.io-client/dist/socket.io.js' with { type: 'text' };
import script from '../page/chat.js' with { type: 'text' };
import page from '../page/index.html' with { type: 'text' };
import style from '../page/style.css' with { type: 'text' };

const FILES = [
  { path: '/', type: 'text/html', text: page },
  { path: '/chat.js', type: 'text/javascript', text: script },
  { path: '/style.css', type: 'text/css', text: style },
  { path: '/socket.io.js', type: 'text/javascript', text: socketClient },
];

export function pageRoutes(app: FastifyInstance): void {
  for (const { path, type, text } of FILES) {
    app.get(path, (_request, reply) => reply.type(`${type}; charset=utf-8`).send(text));
  }
}

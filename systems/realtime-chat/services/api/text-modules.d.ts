/** Files that the bundler puts into the program as strings (`with { type: 'text' }`). */
declare module '*.html' {
  const text: string;

  export = text;
}
declare module '*.css' {
  const text: string;

  export = text;
}
declare module '*/chat.js' {
  const text: string;

  export = text;
}
declare module 'socket.io-client/dist/socket.io.js' {
  const text: string;

  export = text;
}

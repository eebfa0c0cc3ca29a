/* global io */
/** The chat page. Messages are posted over REST and arrive over the socket; their numbers show what is missing. */

const $ = (selector) => document.querySelector(selector);
const ATTEMPTS = 8;

/** The open conversation: `messages` by number, `pending` posts by id. */
const state = { user: '', open: null, members: [], messages: new Map(), pending: new Map(), socket: null };

async function call(path, body) {
  const options = body && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  const response = await fetch(path, options);
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  throw Object.assign(new Error(answer.error?.message ?? `HTTP ${response.status}`), { status: response.status });
}

/** Repeats what failed through no fault of ours: a task that is being replaced, a network that is away for a moment. */
async function repeated(work) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === ATTEMPTS || (error.status >= 400 && error.status < 500)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250 * attempt));
    }
  }
}

function problem(place, error) {
  $(`${place} .problem`).textContent = error ? error.message : '';
}

function element(tag, { text, className, onclick } = {}) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  if (onclick) made.onclick = onclick;
  return made;
}

// --- conversations and members ---

async function showConversations() {
  const { conversations } = await call('/api/conversations');
  $('#conversations').replaceChildren(
    ...conversations.map((conversation) => {
      const item = element('li', { className: conversation.id === state.open?.id ? 'open' : '' });
      item.dataset.id = conversation.id;
      item.append(
        element('button', { text: conversation.title, onclick: () => attempt(openConversation(conversation)) }),
      );
      return item;
    }),
  );
  return conversations;
}

async function openConversation(conversation) {
  await call(`/api/conversations/${conversation.id}/members`, { user: state.user });
  Object.assign(state, { open: conversation, members: [], messages: new Map(), pending: new Map() });
  $('#title').textContent = conversation.title;
  $('#typing').textContent = '';
  for (const item of $('#conversations').children) item.className = item.dataset.id === conversation.id ? 'open' : '';
  await Promise.all([showMembers(), catchUp()]);
}

async function showMembers() {
  const { open } = state;
  const { members } = await call(`/api/conversations/${open.id}/members`);
  if (open !== state.open) return;
  state.members = members;
  const online = members.filter((member) => member.online);
  const offline = members.filter((member) => !member.online);
  $('#members').replaceChildren(
    ...[...online, ...offline].map(({ user, online }) =>
      element('li', { text: user, className: online ? 'online' : '' }),
    ),
  );
  showMessages();
}

// --- messages ---

/** The highest number up to which there is no gap, counted from the oldest message that the page has. */
function arrivedUpTo() {
  const numbers = [...state.messages.keys()].sort((a, b) => a - b);
  let last = numbers[0] ?? 0;
  while (state.messages.has(last + 1)) last += 1;
  return last;
}

/** Reads what is missing after the last message without a gap; the latest ones when there is none yet. */
async function catchUp() {
  const { open } = state;
  for (;;) {
    const after = arrivedUpTo();
    const path = `/api/conversations/${open.id}/messages${after ? `?after=${after}` : ''}`;
    const page = await repeated(() => call(path));
    if (open !== state.open) return;
    for (const message of page.messages) take(message);
    if (page.messages.length === 0 || arrivedUpTo() >= page.lastSeq) break;
  }
  acknowledge();
  showMessages();
}

function take(message) {
  state.messages.set(message.seq, message);
  state.pending.delete(message.id);
}

function acknowledge() {
  const seq = arrivedUpTo();
  if (seq > 0) state.socket?.emit('delivered', { conversationId: state.open.id, seq });
}

function onMessage(message) {
  if (message.conversationId !== state.open?.id) {
    const item = [...$('#conversations').children].find((each) => each.dataset.id === message.conversationId);
    if (item) item.className = 'new';
    else attempt(showConversations());
    return;
  }
  const expected = arrivedUpTo() + 1;
  take(message);
  if (state.messages.size > 1 && message.seq > expected) return attempt(catchUp());
  acknowledge();
  showMessages();
}

function deliveryOf(message) {
  const others = state.members.filter((member) => member.user !== state.user);
  const reached = others.filter((member) => member.deliveredSeq >= message.seq).length;
  return reached > 0 ? `✓✓ delivered to ${reached} of ${others.length}` : '✓ stored';
}

function messageItem(message, note) {
  const mine = message.sender === state.user;
  const item = element('li', { className: mine ? 'mine' : '' });
  item.append(element('span', { text: message.body }), element('small', { text: mine ? note : message.sender }));
  return item;
}

function showMessages() {
  const list = $('#messages');
  const stored = [...state.messages.values()].sort((a, b) => a.seq - b.seq);
  list.replaceChildren(
    ...stored.map((message) => messageItem(message, deliveryOf(message))),
    ...[...state.pending.values()].map((message) => messageItem(message, message.note)),
  );
  list.scrollTop = list.scrollHeight;
}

/** Repeats the post under the same id until it is accepted or refused. */
async function send(body) {
  const { open } = state;
  const post = { id: crypto.randomUUID(), sender: state.user, body };
  const pending = { ...post, note: 'sending' };
  state.pending.set(post.id, pending);
  showMessages();
  try {
    const message = await repeated(() => call(`/api/conversations/${open.id}/messages`, post));
    if (open === state.open) onMessage(message);
  } catch (error) {
    pending.note = `not sent: ${error.message}`;
    showMessages();
  }
}

// --- the socket ---

function connect() {
  const socket = io({ transports: ['websocket'], auth: { user: state.user } });
  const show = (text, up) => {
    $('#connection').textContent = text;
    $('#connection').className = up ? 'up' : '';
  };
  const refresh = () => state.open && attempt(Promise.all([showMembers(), catchUp()]));
  socket.on('ready', () => {
    show('connected', true);
    refresh();
  });
  socket.on('disconnect', () => show('connecting again', false));
  socket.on('connect_error', (error) => show(error.message, false));
  socket.on('resync', refresh);
  socket.on('message', onMessage);
  socket.on('presence', () => state.open && attempt(showMembers()));
  socket.on('member-added', ({ conversationId }) => {
    if (conversationId === state.open?.id) attempt(showMembers());
    else attempt(showConversations());
  });
  socket.on('receipt', ({ conversationId, user, seq }) => {
    const member = state.members.find((each) => each.user === user);
    if (conversationId !== state.open?.id || !member) return;
    member.deliveredSeq = Math.max(member.deliveredSeq, seq);
    showMessages();
  });
  socket.on('typing', ({ conversationId, user }) => {
    if (conversationId !== state.open?.id) return;
    $('#typing').textContent = `${user} is typing`;
    clearTimeout(state.typingTimer);
    state.typingTimer = setTimeout(() => {
      $('#typing').textContent = '';
    }, 2_000);
  });
  state.socket = socket;
}

function attempt(work) {
  problem('main', null);
  return work.catch((error) => problem('main', error));
}

// --- the forms ---

async function signIn(name) {
  const { name: user } = await call('/api/users', { name });
  state.user = user;
  document.title = `${user} · Realtime Chat`;
  $('#me').textContent = user;
  $('#sign-in').hidden = true;
  $('#chat').hidden = false;
  const conversations = await showConversations();
  const lobby = conversations.find((conversation) => conversation.title === 'lobby') ?? conversations[0];
  if (lobby) await attempt(openConversation(lobby));
  connect();
  $('#compose input').focus();
}

$('#sign-in').onsubmit = (event) => {
  event.preventDefault();
  signIn($('#name').value).catch((error) => problem('#sign-in', error));
};

$('#new-conversation').onsubmit = (event) => {
  event.preventDefault();
  const [input] = event.target.elements;
  const title = input.value.trim();
  input.value = '';
  const add = async () => {
    const conversation = await call('/api/conversations', { title, members: [state.user] });
    await openConversation(conversation);
    await showConversations();
  };
  if (title) attempt(add());
};

$('#compose').onsubmit = (event) => {
  event.preventDefault();
  const [input] = event.target.elements;
  const body = input.value.trim();
  input.value = '';
  if (body && state.open) attempt(send(body));
};

$('#compose input').oninput = () => {
  if (state.open) state.socket?.volatile.emit('typing', { conversationId: state.open.id });
};

$('#name').focus();
// `/?name=alice` signs in at once, for links.
const named = new URLSearchParams(location.search).get('name');
if (named) signIn(named).catch((error) => problem('#sign-in', error));

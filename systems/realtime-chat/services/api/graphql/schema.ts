import { buildSchema } from 'graphql';

/** The same things as over REST, in one request. Lists are as long as their `limit`, which has an upper bound. */
export const schema = buildSchema(`
  type Query {
    "The newest first; those of one user when it is given."
    conversations(user: String, limit: Int): [Conversation!]!
    conversation(id: ID!): Conversation
  }

  type Mutation {
    addUser(name: String!): User!
    startConversation(title: String!, members: [String!]!): Conversation!
    joinConversation(conversation: ID!, user: String!): Conversation!
    "Repeated with the same id it is the same message."
    postMessage(conversation: ID!, id: ID!, sender: String!, body: String!): Message!
  }

  type User {
    name: String!
  }

  type Conversation {
    id: ID!
    title: String!
    lastSeq: Int!
    members: [Member!]!
    "Right after 'after', the oldest first; else the latest ones, or those before 'before'."
    messages(after: Int, before: Int, limit: Int): [Message!]!
  }

  type Member {
    user: String!
    "Every message up to this one has reached a socket of the user's."
    deliveredSeq: Int!
    online: Boolean!
  }

  type Message {
    id: ID!
    seq: Int!
    sender: String!
    body: String!
    sentAt: String!
  }
`);

import { readdirSync, readFileSync } from 'node:fs';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
const texts: string[] = [];
for (const folder of ['seeds', 'corpus']) {
  const dir = `/work/shared/${folder}/`;
  for (const name of readdirSync(dir).filter((n) => n.endsWith('.md') && n !== 'README.md').sort()) texts.push(readFileSync(dir + name, 'utf8'));
}
function cut(text: string, after: number): string[] {
  const out: string[] = []; let cur: string[] = []; let size = 0; let fence: string | null = null;
  for (const line of text.split('\n')) {
    const m = /^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)?(`{3,}|~{3,})([^`]*)$/.exec(line);
    if (fence === null && size > after && /^#{1,6}[ \t]/.test(line)) { out.push(cur.join('\n')); cur = []; size = 0; }
    if (fence === null) { if (m) fence = m[1]!; } else if (m && m[1]!.startsWith(fence) && m[2]!.trim() === '') fence = null;
    cur.push(line); size += line.length + 1;
  }
  out.push(cur.join('\n'));
  return out;
}
const parser = unified().use(remarkParse).use(remarkGfm).use(remarkFrontmatter, ['yaml', 'toml']).freeze();
for (const after of [16000, 16000, 8000, 4000, 2000, 1000, 500, 1, 16000, 1000]) {
  const chunks = texts.flatMap((t) => cut(t, after));
  const c = process.cpuUsage();
  for (const x of chunks) parser.parse(x);
  console.log(after, chunks.length, (process.cpuUsage(c).user / 1000).toFixed(0));
}

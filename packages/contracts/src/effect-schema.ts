import { z } from 'zod';
import { EFFECTS } from './effect.ts';

export const EffectSchema = z.enum(EFFECTS);

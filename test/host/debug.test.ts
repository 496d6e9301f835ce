import { strict as assert } from 'node:assert';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { afterEach, before, describe, it } from 'mocha';
import { Breakpoint, commands, debug, Location, SourceBreakpoint, window } from 'vscode';
import { canDebug, COMPLETE, NEXT, ACCEPT, pressUntil } from './launching';
import { activateExtension, inWorkspace, open, place, revertAll, until } from './support';


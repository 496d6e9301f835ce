/** The views of the activity bar, what they share, and the count of problems in the status bar. */
import type { ExtensionContext } from 'vscode';
import type { ActiveFocus } from '../focus/activeFocus';
import type { Session } from '../session';
import { registerDefaultsView } from './defaultsView';
import { registerEffectiveView } from './effectiveView';
import { registerOpenConfig } from './openConfig';
import { registerProblemsStatus } from './problemsStatus';
import { registerOpenRow, registerRowColours } from './rowTree';
import { watchShownConfig } from './shownConfig';

export function registerViews(context: ExtensionContext, session: Session, active: ActiveFocus): void {
  const config = watchShownConfig(context, session, active);
  registerRowColours(context);
  registerOpenRow(context, config.visit);
  registerEffectiveView(context, session, config);
  registerDefaultsView(context, session, config);
  registerProblemsStatus(context, session, active);
  registerOpenConfig(context, session);
}

/** `layer7 explain`: captures → for each connection, why it has its name or came near none. */
import { DEFAULT_BUDGET } from '../../../core/classify/budget.ts';
import { EXIT_STATUS } from '../../../core/errors.ts';
import { Explainer } from '../../../core/workbench/explain.ts';
import { explanationJson } from '../../../core/workbench/explain-json.ts';
import { explanationLines } from '../../../core/workbench/explain-text.ts';
import { parseFlowFilter } from '../../../core/workbench/flow-filter.ts';
import { applicationNames, loadApplications } from '../../library/applications.ts';
import { writeJson } from '../../workbench/output.ts';
import { loadPatterns, refuseNothing } from '../../workbench/patterns.ts';
import { recordCaptures } from '../../workbench/recorded.ts';
import { studyOrRefuse } from '../../workbench/study.ts';
import type { Handler } from '../command.ts';
import { reportFaults } from '../faults.ts';
import { write } from '../output.ts';
import { progressLine } from '../progress.ts';
import type { explain as spec } from '../table/workbench-commands.ts';

export const explain: Handler<typeof spec.options> = async ({ options, args, context }) => {
  const { l7dir, packets, bytes, format, most } = options;
  const filter = parseFlowFilter(options.flow ?? '');
  const library = loadPatterns({ files: [], ...options });
  refuseNothing(library);
  const study = studyOrRefuse(library);
  const budget = { ...DEFAULT_BUDGET, packets, bytes };
  const progress = progressLine(context);
  const applications = loadApplications();
  const { flows, faults } = recordCaptures(args, study.program, {
    budget,
    filter,
    asConntrack: l7dir === undefined,
    ...(l7dir === undefined ? { applications: applicationNames(applications.applications) } : {}),
    onProgress: (capture, read, size) => progress.show(capture, read, size),
  });
  progress.clear();
  const explainer = new Explainer(study, budget);
  const showsPayload = !options['no-payload'];
  const shown = flows.slice(0, most);
  if (format === 'json') {
    const documents = shown.map(({ capture, report, record }, index) => ({
      capture,
      ...explanationJson(explainer.explain(report, record), index + 1, showsPayload),
    }));
    await writeJson(context, { flows: documents, left: flows.length - shown.length });
  } else {
    let capture = '';
    for (const [index, flow] of shown.entries()) {
      if (args.length > 1 && flow.capture !== capture) await write(context, `${flow.capture}\n\n`);
      capture = flow.capture;
      const explanation = explainer.explain(flow.report, flow.record);
      const lines = explanationLines(explanation, index + 1, { color: context.color, showsPayload });
      await write(context, `${lines.join('\n')}\n\n`);
    }
    const left = flows.length - shown.length;
    if (left > 0)
      await write(context, `${left} more connections; choose with --flow, or see more with --most.\n`);
    if (flows.length === 0 && faults.length === 0) {
      await write(context, 'No connection to explain: the captures hold none that --flow takes.\n');
    }
  }
  reportFaults(context, [...library.errors, ...study.faults, ...faults], library.warnings);
  return library.errors.length + study.faults.length + faults.length > 0 ? EXIT_STATUS.input : 0;
};

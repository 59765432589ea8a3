package io.convstream.report;

import java.util.List;

/**
 * All that the page says of one run.
 *
 * @param classes their names in label order; empty where the run does not say
 * @param facts how it was started
 * @param samples the first training pictures; empty where the notes say why
 * @param notes sentences on what is missing
 */
record RunReport(
        String name,
        List<String> classes,
        List<ModelReport> models,
        List<Fact> facts,
        List<Sample> samples,
        List<String> notes) {}

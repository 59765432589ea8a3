package io.convstream.report;

import java.util.List;

/**
 * All that the page says of one run.
 *
 * @param classes their names in label order; empty where the run does not say
 * @param facts how it was started
 * @param samples the first training images; empty where the notes say why
 * @param notes sentences on what is missing
 */
record RunReport(
        String name,
        List<String> classes,
        List<ModelReport> models,
        List<Property> facts,
        List<SampleImage> samples,
        List<String> notes) {

    /**
     * What its models are called, one after the other: no more than tells them apart.
     *
     * @param alone whether no other run is shown beside it
     */
    List<String> titles(boolean alone) {
        if (alone) {
            return models.stream().map(ModelReport::name).toList();
        }
        return models.size() == 1
                ? List.of(name)
                : models.stream().map(model -> name + "/" + model.name()).toList();
    }
}

package io.convstream.report;

import java.util.List;

/**
 * The data of one run on the page.
 *
 * @param classes the class names in label order; empty if unknown
 * @param properties the options of the run
 * @param samples the first training images; if empty, the notes give the reason
 * @param notes reasons for missing parts
 */
record RunReport(
        String name,
        List<String> classes,
        List<ModelReport> models,
        List<Property> properties,
        List<SampleImage> samples,
        List<String> notes) {

    /**
     * Returns the shortest distinct titles of the models.
     *
     * @param alone whether the page shows no other run
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

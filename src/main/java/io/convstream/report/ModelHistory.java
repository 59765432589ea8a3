package io.convstream.report;

import io.convstream.evaluate.Evaluation;
import io.convstream.publish.Event;
import io.convstream.publish.EventReader;
import io.convstream.train.TrainFailure;
import io.convstream.train.TrainStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that a run told of one model, each kind in its order. */
record ModelHistory(List<TrainStep> steps, List<Evaluation> evaluations, List<TrainFailure> failures) {

    /** The models of an event file by name; none where there is no file yet. */
    static Map<String, ModelHistory> read(Path events) throws IOException {
        Map<String, ModelHistory> models = new TreeMap<>();
        if (Files.exists(events)) {
            EventReader.read(events, event -> add(event, models));
        }
        return models;
    }

    static ModelHistory empty() {
        return new ModelHistory(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    private static void add(Event event, Map<String, ModelHistory> models) {
        if (event.step() != null) {
            of(event.step().model(), models).steps().add(event.step());
        }
        if (event.evaluation() != null) {
            of(event.evaluation().model(), models).evaluations().add(event.evaluation());
        }
        if (event.failure() != null) {
            of(event.failure().model(), models).failures().add(event.failure());
        }
    }

    private static ModelHistory of(String model, Map<String, ModelHistory> models) {
        return models.computeIfAbsent(model, name -> empty());
    }
}

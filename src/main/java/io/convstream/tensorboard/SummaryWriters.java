package io.convstream.tensorboard;

import io.convstream.image.ImageShape;
import io.convstream.network.ModelDefinition;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/** The logs of all models of a job: in folders of their own where there are several. */
final class SummaryWriters implements AutoCloseable {

    private final Path folder;
    private final String run;
    private final Map<String, ModelDefinition> models;
    private final Function<ModelDefinition, List<Event>> head;
    private final Map<String, SummaryWriter> logs = new HashMap<>();

    /**
     * Logs that are made when they are first written to.
     *
     * @param run what the logs are about, the name of each one's folder
     * @param head what each file of a model begins with, without step and time
     */
    SummaryWriters(Path folder, String run, List<ModelDefinition> models, Function<ModelDefinition, List<Event>> head) {
        this.folder = folder;
        this.run = run;
        this.models = models.stream().collect(Collectors.toMap(ModelDefinition::name, Function.identity()));
        this.head = head;
    }

    /** @throws IOException with the folder, where it cannot be written */
    void add(String model, long step, Instant time, Summary summary) throws IOException {
        logs.computeIfAbsent(model, this::log).add(step, time, summary);
    }

    /** The shape of the images that a model takes. */
    ImageShape input(String model) {
        return definition(model).input();
    }

    private SummaryWriter log(String model) {
        Path own = models.size() == 1 ? folder : folder.resolve(model);
        return new SummaryWriter(own.resolve(run), head.apply(definition(model)));
    }

    private ModelDefinition definition(String model) {
        ModelDefinition definition = models.get(model);
        if (definition == null) {
            throw new IllegalStateException("a summary names model " + model + ", the job has " + models.keySet());
        }
        return definition;
    }

    @Override
    public void close() throws IOException {
        for (SummaryWriter log : logs.values()) {
            log.close();
        }
    }
}

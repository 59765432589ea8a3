package io.convstream.tensorboard;

import io.convstream.image.ImageShape;
import io.convstream.network.ModelDefinition;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/** The summary writers of a job's models, each with a folder of its own if there are several models. */
final class SummaryWriters implements AutoCloseable {

    private final StoragePath folder;
    private final String run;
    private final Map<String, ModelDefinition> models;
    private final Function<ModelDefinition, List<Event>> head;
    private final long fileBytes;
    private final EventFileKeeper keeper;
    private final Map<String, SummaryWriter> writers = new HashMap<>();

    /**
     * Creates writers lazily, on the first summary of each model.
     *
     * @param run the name of the TensorBoard run, {@code train} or {@code eval}
     * @param limit bytes of the complete files of all models together
     * @param head the first events of each start of the job, without step and time
     */
    SummaryWriters(
            StoragePath folder,
            String run,
            List<ModelDefinition> models,
            long limit,
            Function<ModelDefinition, List<Event>> head) {
        this.folder = folder;
        this.run = run;
        this.models = models.stream().collect(Collectors.toMap(ModelDefinition::name, Function.identity()));
        long share = limit / models.size();
        this.fileBytes = Thinning.fileBytes(share);
        this.keeper = new EventFileKeeper(share);
        this.head = head;
    }

    /** @throws IOException with the folder, if it cannot be written */
    void add(String model, long step, Instant time, Summary summary) throws IOException {
        writers.computeIfAbsent(model, this::writer).add(step, time, summary);
    }

    /** Returns the input shape of a model. */
    ImageShape input(String model) {
        return definition(model).input();
    }

    private SummaryWriter writer(String model) {
        StoragePath own = models.size() == 1 ? folder : folder.resolve(model);
        return new SummaryWriter(own.resolve(run), head.apply(definition(model)), fileBytes, keeper);
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
        for (SummaryWriter writer : writers.values()) {
            writer.close();
        }
        keeper.close();
    }
}

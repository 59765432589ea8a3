package io.convstream.serve;

import io.convstream.image.Framing;
import io.convstream.image.Origin;
import io.convstream.image.RawRecord;
import io.convstream.prepare.DeadLetter;
import io.convstream.prepare.ImagePreparer;
import io.convstream.prepare.NetworkInput;
import io.convstream.prepare.PrepareOptions;
import io.convstream.prepare.decode.BadRecordException;
import io.convstream.rollout.ServedModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decodes a request to the network input of each model. Not thread-safe. */
final class RequestDecoder implements AutoCloseable {

    /** Any label of a CIFAR record is decoded; a prediction does not need it. */
    private static final int ALL_LABELS = 256;

    private final List<ServedModel> models;
    private final Map<Framing, ImagePreparer> preparers = new LinkedHashMap<>();

    RequestDecoder(List<ServedModel> models) {
        this.models = models;
        for (ServedModel model : models) {
            preparers.computeIfAbsent(
                    model.framing(),
                    framing -> ImagePreparer.forEvaluation(PrepareOptions.unaugmented(framing, ALL_LABELS)));
        }
    }

    /** Returns the input for each model, in the order of the models. */
    NetworkInput[] inputs(ImageRequest request) throws BadRecordException {
        // Labeled or not: the label of the record is not used.
        RawRecord record = new RawRecord(request.offset(), 0, request.format(), request.content(), 0, origin(request));
        Map<Framing, NetworkInput> byFraming = new LinkedHashMap<>();
        for (Map.Entry<Framing, ImagePreparer> preparer : preparers.entrySet()) {
            byFraming.put(preparer.getKey(), preparer.getValue().input(record));
        }
        return models.stream().map(model -> byFraming.get(model.framing())).toArray(NetworkInput[]::new);
    }

    private static Origin origin(ImageRequest request) {
        return new Origin(request.topic(), request.partition(), request.offset(), -1);
    }

    static DeadLetter deadLetter(ImageRequest request, BadRecordException rejection) {
        return new DeadLetter(
                rejection.reason(),
                rejection.message(),
                request.content(),
                -1,
                origin(request),
                request.offset(),
                request.key());
    }

    @Override
    public void close() {
        preparers.values().forEach(ImagePreparer::close);
    }
}

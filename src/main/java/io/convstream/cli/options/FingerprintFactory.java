package io.convstream.cli.options;

import io.convstream.drift.RateReaction;
import io.convstream.image.Framing;
import io.convstream.image.SkippedRecords;
import io.convstream.job.JobImages;
import io.convstream.network.Hyperparameters;
import io.convstream.network.ModelDefinition;
import io.convstream.network.Networks;
import io.convstream.network.Refinements;
import io.convstream.prepare.ImagePreparer;
import io.convstream.prepare.PrepareOptions;
import io.convstream.train.Fingerprint;
import io.convstream.train.Setting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds the fingerprint of a model from its settings and from those that all models of a job share. */
final class FingerprintFactory {

    private FingerprintFactory() {}

    static Fingerprint of(ModelDefinition model, Hyperparameters values, @Nullable RateReaction reaction) {
        String decay = values.schedule().equals("step") ? " every " + values.decaySteps() + " steps" : "";
        return Fingerprint.UNKNOWN
                .with(Setting.NETWORK, Networks.describe(model))
                .with(Setting.SEED, model.seed())
                .with(Setting.BATCH_SIZE, model.batchSize())
                .with(Setting.TOWERS, model.towers())
                .with(Setting.OPTIMIZER, values.updater() + text(values.refinements()))
                .with(Setting.LEARNING_RATE, values.learningRate())
                .with(Setting.SCHEDULE, values.schedule() + decay)
                .with(Setting.REACTION, reaction == null ? "none" : reaction)
                .with(
                        Setting.REGULARIZATION,
                        "L2 " + (values.l2() == null ? "as configured" : values.l2()) + ", dropout "
                                + (values.dropout() == null ? "as configured" : values.dropout())
                                + ", label smoothing " + values.labelSmoothing() + ", EMA decay " + values.emaDecay());
    }

    /** Empty if there is no refinement, as in runs of earlier versions. */
    private static String text(Refinements refinements) {
        return (refinements.momentum() == null ? "" : ", momentum " + refinements.momentum())
                + (refinements.shiftRate() == null ? "" : ", shifts at " + refinements.shiftRate() + " times the rate")
                + (refinements.lookahead() ? ", look-ahead" : "");
    }

    /**
     * Returns the settings that all models share. Reads some of the images, or queries Kafka.
     *
     * @param epochs 0 if the stream is unbounded
     */
    static Fingerprint shared(JobImages images, PrepareOptions prepare, TrainArguments command, int epochs)
            throws IOException {
        Fingerprint shared = Fingerprint.UNKNOWN
                .with(Setting.DATA, images.train().fingerprint())
                .with(Setting.CLASSES, String.join(", ", images.classes()))
                .with(Setting.IMAGE_SIZE, text(prepare.framing()))
                .with(Setting.AUGMENTATION, prepare.augmentation())
                .with(Setting.SKIPPED_RECORDS, text(command.data.skipped()))
                .with(Setting.HORIZON, horizon(command.data.steps, epochs))
                .with(Setting.EVALUATION, images.heldOutFingerprint())
                .with(Setting.DECODER, ImagePreparer.decoderVersion())
                .with(Setting.SINKS, sinks(command));
        String offsets = images.train().offsets();
        if (offsets != null) {
            shared = shared.with(Setting.RANGE, offsets);
        }
        int partitions = images.train().partitions();
        return partitions == 0 ? shared : shared.with(Setting.PARTITIONS, partitions);
    }

    private static String sinks(TrainArguments command) {
        List<String> sinks = new ArrayList<>(List.of("event files", "dead letter files"));
        if (!command.output.noTensorBoard) {
            sinks.add("TensorBoard");
        }
        if (KafkaArguments.isTopic(command.kafka.events)) {
            sinks.add("events to " + command.kafka.events);
        }
        if (KafkaArguments.isTopic(command.kafka.deadLetters)) {
            sinks.add("dead letters to " + command.kafka.deadLetters);
        }
        return String.join(", ", sinks);
    }

    private static String horizon(@Nullable Long steps, int epochs) {
        if (steps != null) {
            return counted(steps, "step");
        }
        return epochs == 0 ? "none" : counted(epochs, "epoch");
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private static String text(Framing framing) {
        return framing.image() + ", padding " + framing.padding() + ", crop " + framing.crop();
    }

    private static String text(SkippedRecords skipped) {
        return skipped.ranges().isEmpty() ? "none" : skipped.toString();
    }
}

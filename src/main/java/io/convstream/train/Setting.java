package io.convstream.train;

import org.apache.flink.annotation.PublicEvolving;

/** A setting that a {@link Fingerprint} records, and what happens if a run is resumed with another value. */
@PublicEvolving
public enum Setting {
    DATA("data", "training data", OnChange.REFUSED, "--data or --source"),
    CLASSES("classes", "list of classes", OnChange.REFUSED, "--data"),
    IMAGE_SIZE("imageSize", "image size", OnChange.REFUSED, "--image-size, --padding and --crop-size"),
    SEED("seed", "seed", OnChange.REFUSED, "--seed"),
    NETWORK("network", "network", OnChange.REFUSED, "--network and --model"),
    HORIZON("horizon", "end", OnChange.PLANNED, "--epochs and --steps"),
    BATCH_SIZE("batchSize", "batch size", OnChange.ACCEPTED_WITH_NOTE, "--batch-size"),
    OPTIMIZER("optimizer", "optimizer", OnChange.RECORDED, "--updater, --momentum, --shift-rate and --lookahead"),
    LEARNING_RATE("learningRate", "learning rate", OnChange.RECORDED, "--learning-rate"),
    SCHEDULE("schedule", "schedule", OnChange.RECORDED, "--schedule"),
    REACTION("reaction", "reaction to drift", OnChange.RECORDED, "--on-drift and --drift-detector"),
    REGULARIZATION(
            "regularization",
            "regularization",
            OnChange.RECORDED,
            "--l2, --dropout, --label-smoothing and --ema-decay"),
    EVALUATION("evaluationData", "evaluation images", OnChange.RECORDED, "--evaluate-data"),
    AUGMENTATION("augmentation", "augmentation", OnChange.RECORDED, "--augment"),
    SKIPPED_RECORDS("skippedRecords", "set of skipped records", OnChange.RECORDED, "--skip-records"),
    TOWERS("towers", "number of towers", OnChange.ACCEPTED_WITH_NOTE, "--towers"),
    RANGE("range", "range of offsets", OnChange.RECORDED, "--bounded"),
    ENGINE("engine", "engine", OnChange.PRINTED_BY_JOB, "--engine"),
    PARTITIONS("partitions", "number of partitions", OnChange.ACCEPTED_WITH_NOTE, "--source"),
    DECODER("decoder", "image decoder", OnChange.ACCEPTED_WITH_NOTE, "the JDK"),
    INSTRUCTION_SET("instructionSet", "instruction set", OnChange.PRINTED_BY_JOB, "the machine"),
    ND4J("nd4j", "version of ND4J", OnChange.PRINTED_BY_JOB, "the machine"),
    SINKS("sinks", "sinks", OnChange.ACCEPTED, "the sinks");

    /** What happens if a run is resumed with another value. */
    public enum OnChange {
        /** The run is not resumed. */
        REFUSED,
        /** The end of the run moves, and schedules that depend on it are planned anew. */
        PLANNED,
        /** The change is printed and recorded with its step: the run is trained differently from there on. */
        RECORDED,
        /** As {@link #RECORDED}: the same training, but sums are rounded differently from there on. */
        ACCEPTED_WITH_NOTE,
        /** As {@link #ACCEPTED_WITH_NOTE}, but known only to the job, which prints it and records nothing. */
        PRINTED_BY_JOB,
        /** The parameters are the same to the bit. */
        ACCEPTED
    }

    private final String key;
    private final String noun;
    private final OnChange onChange;
    private final String options;

    Setting(String key, String noun, OnChange onChange, String options) {
        this.key = key;
        this.noun = noun;
        this.onChange = onChange;
        this.options = options;
    }

    /** Returns the name in {@code run.json} and in checkpoints. */
    public String key() {
        return key;
    }

    /** Returns the name for the user. */
    public String noun() {
        return noun;
    }

    public OnChange onChange() {
        return onChange;
    }

    /** Returns the options that determine the value. */
    public String options() {
        return options;
    }
}

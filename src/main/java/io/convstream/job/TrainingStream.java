package io.convstream.job;

import io.convstream.RecordSource;
import io.convstream.image.ImageSet;
import io.convstream.image.RawRecord;
import io.convstream.ingest.EpochSource;
import io.convstream.ingest.SourcePosition;
import io.convstream.ingest.dataset.ImageSetFingerprint;
import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.ingest.kafka.ShuffleFunction;
import io.convstream.ingest.kafka.StartOffsets;
import io.convstream.ingest.kafka.TopicEnd;
import io.convstream.ingest.kafka.TopicRange;
import io.convstream.ingest.kafka.TopicSource;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.acl.AclOperation;
import org.jspecify.annotations.Nullable;

/** The training images of a job: files, read once in each epoch, or a topic. */
public interface TrainingStream {

    /** Returns the number of records in an epoch; 0 if the stream is unbounded. */
    long size();

    /** Returns the class names in label order, as known before reading; blank if only the label is known. */
    List<String> classNames();

    /** Returns an identifier of the images, by which a resumed run checks that they are the same. */
    String fingerprint();

    /** Returns the offsets of each partition that an epoch reads; null if the images are files or an unbounded topic. */
    @Nullable
    String offsets();

    /** Returns the number of partitions that are read; 0 if the images are files. */
    int partitions();

    /**
     * Returns the source of the records, in the order of training.
     *
     * @param epochs the number of epochs, if the stream is bounded
     * @param limit maximum number of records
     * @param trained the number of records that are trained, if all can be decoded
     * @param seed the seed of the order
     * @param checkpoints the folder of the run's checkpoints, in which the last one is kept
     */
    RecordSource records(int epochs, long limit, long trained, long seed, StoragePath checkpoints);

    /** A finite set, in another random order in each epoch. */
    record FromFiles(ImageSet set) implements TrainingStream {

        @Override
        public String fingerprint() {
            try {
                return String.format(Locale.ROOT, "%d images, %s", set.size(), ImageSetFingerprint.of(set));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public @Nullable String offsets() {
            return null;
        }

        @Override
        public int partitions() {
            return 0;
        }

        @Override
        public long size() {
            return set.size();
        }

        @Override
        public List<String> classNames() {
            return set.classNames();
        }

        @Override
        public RecordSource records(int epochs, long limit, long trained, long seed, StoragePath checkpoints) {
            return env -> ingest(env, EpochSource.of(set, seed, limit).holdingAt(trained, checkpoints.uri()));
        }
    }

    /**
     * A topic, shuffled in a buffer.
     *
     * @param range the range to read in each epoch; null: the topic is an unbounded stream
     * @param buffer the number of records in the shuffle buffer
     * @param classNames the class names in message headers
     */
    record FromTopic(
            KafkaTopic topic, StartOffsets start, @Nullable TopicRange range, int buffer, List<String> classNames)
            implements TrainingStream {

        /** Returns this stream with another range. */
        public FromTopic withRange(TopicRange other) {
            return new FromTopic(topic, start, other, buffer, classNames);
        }

        @Override
        public String fingerprint() {
            try {
                return "topic " + topic.name() + " of Kafka cluster " + topic.clusterId();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public @Nullable String offsets() {
            return range == null ? null : range.toText();
        }

        @Override
        public int partitions() {
            if (range != null) {
                return range.until().size();
            }
            try {
                return topic.partitions(AclOperation.READ).size();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public long size() {
            return range == null ? 0 : range.size();
        }

        @Override
        public RecordSource records(int epochs, long limit, long trained, long seed, StoragePath checkpoints) {
            Source<RawRecord, ?, ?> source = range == null
                    ? TopicSource.unbounded(
                            topic,
                            start,
                            new TopicEnd(0, trained, buffer, trained == Long.MAX_VALUE ? null : checkpoints))
                    : TopicSource.bounded(topic, range, new TopicEnd(epochs, trained, buffer, checkpoints));
            return env -> ingest(env, source)
                    .keyBy(record -> 0, Types.INT)
                    .process(new ShuffleFunction(buffer, seed, topic.commitsOffsets() ? topic : null, trained))
                    .name("shuffle")
                    .uid(ShuffleFunction.OPERATOR)
                    .setParallelism(1);
        }
    }

    private static SingleOutputStreamOperator<RawRecord> ingest(
            StreamExecutionEnvironment env, Source<RawRecord, ?, ?> source) {
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), "ingest", TypeInformation.of(RawRecord.class))
                .uid(SourcePosition.OPERATOR)
                .setParallelism(1);
    }
}

package io.convstream.job;

import io.convstream.RecordSource;
import io.convstream.image.ImageSet;
import io.convstream.image.RawRecord;
import io.convstream.ingest.EpochSource;
import io.convstream.ingest.dataset.ImageSetFingerprint;
import io.convstream.ingest.kafka.KafkaTopic;
import io.convstream.ingest.kafka.ShuffleFunction;
import io.convstream.ingest.kafka.StartOffsets;
import io.convstream.ingest.kafka.TopicRange;
import io.convstream.ingest.kafka.TopicSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** What a job learns from: files that are read over and over, or a topic. */
public interface TrainingStream {

    /** How many records an epoch has; 0 where the stream has no end. */
    long size();

    /** The class names in label order, as far as they are known before it is read; blank if only the label is. */
    List<String> classNames();

    /** Identifies what is learned from, so that a resumed run learns from the same. */
    String fingerprint();

    /**
     * The records as a flow takes them.
     *
     * @param epochs how often the stream is read, if it has an end
     * @param limit how many records there are in all, at most
     * @param trained how many of them are trained, if none is bad
     */
    RecordSource records(int epochs, long limit, long trained, long seed);

    /** A finite set, in a new random order in each epoch. */
    record FromFiles(ImageSet set) implements TrainingStream {

        @Override
        public String fingerprint() {
            try {
                return ImageSetFingerprint.of(set);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
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
        public RecordSource records(int epochs, long limit, long trained, long seed) {
            return env -> ingest(env, EpochSource.of(set, seed, limit));
        }
    }

    /**
     * A topic, shuffled in a buffer.
     *
     * @param range what to read of it; null: all that comes, for ever
     * @param buffer how many records wait there
     * @param classNames those that messages carry
     */
    record FromTopic(
            KafkaTopic topic, StartOffsets start, @Nullable TopicRange range, int buffer, List<String> classNames)
            implements TrainingStream {

        @Override
        public String fingerprint() {
            return "topic " + topic.name();
        }

        @Override
        public long size() {
            return range == null ? 0 : range.size();
        }

        @Override
        public RecordSource records(int epochs, long limit, long trained, long seed) {
            Source<RawRecord, ?, ?> source = range == null
                    ? TopicSource.unbounded(topic, start)
                    : TopicSource.bounded(topic, range, epochs, buffer);
            return env -> ingest(env, source)
                    .keyBy(record -> 0, Types.INT)
                    .process(new ShuffleFunction(buffer, seed, topic.commitsOffsets() ? topic : null, trained))
                    .name("shuffle")
                    .uid("shuffle")
                    .setParallelism(1);
        }
    }

    private static SingleOutputStreamOperator<RawRecord> ingest(
            StreamExecutionEnvironment env, Source<RawRecord, ?, ?> source) {
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), "ingest", TypeInformation.of(RawRecord.class))
                .uid("ingest")
                .setParallelism(1);
    }
}

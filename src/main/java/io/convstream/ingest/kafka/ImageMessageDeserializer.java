package io.convstream.ingest.kafka;

import io.convstream.image.RawRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Deserializer of the messages of one pass over a topic; {@code prepare} rejects bad ones. */
final class ImageMessageDeserializer implements KafkaRecordDeserializationSchema<RawRecord> {

    private static final long serialVersionUID = 1;

    private final int epoch;

    /** @param epoch the number of earlier passes */
    ImageMessageDeserializer(int epoch) {
        this.epoch = epoch;
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> message, Collector<RawRecord> out) {
        out.collect(ImageMessage.read(message, epoch));
    }

    @Override
    public TypeInformation<RawRecord> getProducedType() {
        return TypeInformation.of(RawRecord.class);
    }
}

package io.convstream.event;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Serializes an event of a service as a Kafka message: one JSON object without a key. */
public final class ServiceEventMessage extends TopicMessage<ServiceEvent> {

    private static final long serialVersionUID = 1;

    public ServiceEventMessage(String topic) {
        super(topic);
    }

    @Override
    public ProducerRecord<byte[], byte[]> serialize(ServiceEvent event, KafkaSinkContext context, Long timestamp) {
        return new ProducerRecord<>(topic(), JsonLines.line(event).getBytes(StandardCharsets.UTF_8));
    }
}

package io.convstream.cli;

import io.convstream.ingest.SourcePosition;
import io.convstream.run.RunDescription;
import io.convstream.run.RunPlan;
import io.convstream.savepoint.ModelContents;
import io.convstream.savepoint.SavepointContents;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a checkpoint or savepoint holds, as lines of text. */
record SavepointText(
        SavepointContents contents,
        @Nullable RunDescription run,
        @Nullable String problem) {

    private static final double MEGABYTE = 1e6;

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(contents.path());
        lines.add(format(
                "  checkpoint %d of %s, %.1f MB, metadata format %d",
                contents.checkpoint(), contents.written(), contents.bytes() / MEGABYTE, contents.metadataVersion()));
        if (run != null) {
            lines.add("Run " + run.id() + ", newest attempt " + run.attempt());
        } else if (problem != null) {
            lines.add("Run: " + problem);
        }
        contents.models().forEach(model -> addModel(model, lines));
        addSource(lines);
        SavepointContents.Shuffle shuffle = contents.shuffle();
        if (shuffle != null) {
            lines.add(format(
                    "Shuffle buffer: %,d records, next sequence number %,d", shuffle.fill(), shuffle.nextSequence()));
        }
        return lines;
    }

    private void addModel(ModelContents model, List<String> lines) {
        lines.add(format("Model %s: step %,d", model.name(), model.step()));
        lines.add(format(
                "  images         %,d trained, epoch %d, next sequence number %,d",
                model.images(), model.epoch(), model.nextSequence()));
        lines.add(format(
                "  waiting        %,d in the next batch%s, %,d out of order",
                model.waiting(),
                batchSize(model).map(size -> format(" of %,d", size)).orElse(""),
                model.early()));
        lines.add(format("  parameters     %,d", model.parameters()));
        lines.add("  SHA-256        " + model.parametersSha256());
        lines.add(
                model.updater() == 0
                        ? "  updater        no state"
                        : format("  updater        %,d values", model.updater()));
        lines.add("  network        SHA-256 " + model.networkSha256());
        lines.add("  towers         " + model.towers());
        if (model.failure() != null) {
            lines.add("  failed         " + model.failure().message());
        }
        lines.add("  fingerprint" + (model.fingerprint().isEmpty() ? "    none, as in older versions" : ""));
        model.fingerprint().forEach((setting, value) -> lines.add(format("    %-16s %s", setting, value)));
    }

    private Optional<Integer> batchSize(ModelContents model) {
        return Optional.ofNullable(run).map(RunDescription::plan).stream()
                .flatMap(plan -> plan.models().stream())
                .filter(planned -> planned.name().equals(model.name()))
                .map(RunPlan.Model::batchSize)
                .findFirst();
    }

    private void addSource(List<String> lines) {
        SourcePosition source = contents.source();
        if (source == null) {
            lines.add("Source: not one of convstream's");
        } else if (source.next() != null) {
            lines.add(format("Source: record %,d is next", source.next()));
        } else if (source.partitions().isEmpty()) {
            lines.add("Source: all records are read");
        }
        if (source != null) {
            source.partitions()
                    .forEach(partition -> lines.add(format(
                            "Source: topic %s, partition %d: offset %,d is next%s, epoch %d",
                            partition.topic(),
                            partition.partition(),
                            partition.next(),
                            partition.end() == null ? "" : format(" of %,d", partition.end()),
                            partition.epoch())));
        }
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}

package io.convstream.report;

import io.convstream.failure.Reason;
import io.convstream.image.ClassNames;
import io.convstream.image.Framing;
import io.convstream.image.ImageSet;
import io.convstream.ingest.dataset.Dataset;
import io.convstream.ingest.dataset.RelabeledImages;
import io.convstream.network.Classifier;
import io.convstream.run.RunDescription;
import io.convstream.run.SettingChange;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the data of a run's page from its folder and images. */
final class RunReader {

    private final ReportedRun run;
    private final int threads;
    private final @Nullable RunDescription description;
    private final List<String> notes = new ArrayList<>();

    private RunReader(ReportedRun run, int threads) throws IOException {
        this.run = run;
        this.threads = threads;
        this.description = run.description().exists() ? RunDescription.read(run.description()) : null;
    }

    /** @throws IOException with the path, if a file exists but cannot be read */
    static RunReport read(ReportedRun run, int threads) throws IOException {
        return new RunReader(run, threads).read();
    }

    private RunReport read() throws IOException {
        if (description == null) {
            notes.add("Images are not shown: there is no " + run.description().name() + " to identify them.");
        }
        Map<String, ModelHistory> histories = ModelHistory.read(run.events());
        Set<String> names = new TreeSet<>(histories.keySet());
        names.addAll(modelFolders());
        if (names.isEmpty()) {
            notes.add("No model yet: events are written with each checkpoint.");
        }
        List<ModelReport> models = new ArrayList<>();
        for (String name : names) {
            models.add(model(name, histories.getOrDefault(name, new ModelHistory())));
        }
        return new RunReport(run.name(), classes(), models, properties(), samples(), notes);
    }

    private List<String> modelFolders() throws IOException {
        return run.models().list().stream()
                .filter(StoragePath.Entry::isFolder)
                .map(folder -> folder.path().name())
                .toList();
    }

    private ModelReport model(String name, ModelHistory history) throws IOException {
        Optional<BestModel> best = BestModel.read(run.models().resolve(name));
        List<String> missing = new ArrayList<>();
        List<MisclassifiedImage> misclassified =
                best.isPresent() && description != null ? misclassified(best.get(), description, missing) : List.of();
        List<String> names =
                best.map(BestModel::classes).filter(found -> !found.isEmpty()).orElse(classes());
        return ModelReport.of(name, history, changes(name), names, best, misclassified, missing);
    }

    private List<SettingChange> changes(String model) {
        return description == null
                ? List.of()
                : description.changes().stream()
                        .filter(change -> change.model().equals(model))
                        .toList();
    }

    private List<MisclassifiedImage> misclassified(BestModel best, RunDescription description, List<String> missing) {
        try (Classifier classifier = best.classifier(MisclassifiedImages.batch(), threads)) {
            List<String> names = best.classes().isEmpty() ? description.classes() : best.classes();
            ImageSet heldOut = RelabeledImages.as(
                    new ClassNames("the model", names, true),
                    description.heldOutData(),
                    images(description, description.heldOutData()).heldOut());
            if (classifier.classes() != names.size()) {
                missing.add("The model has " + classifier.classes() + " classes, but this run has " + names.size()
                        + ": mistakes are not shown.");
                return List.of();
            }
            return MisclassifiedImages.of(classifier, heldOut, description.prepare());
        } catch (IllegalArgumentException e) {
            missing.add("Mistakes are not shown: " + e.getMessage() + ".");
            return List.of();
        } catch (IOException e) {
            missing.add("The held-out images are not available: " + Reason.of(e));
            return List.of();
        }
    }

    private Dataset images(RunDescription description, String choice) throws IOException {
        Dataset found = run.images().named(choice);
        return description.split() == 0 ? found : found.split(description.split());
    }

    private List<String> classes() {
        return description == null ? List.of() : description.classes();
    }

    private List<SampleImage> samples() {
        if (description == null) {
            return List.of();
        }
        if (description.data() == null) {
            notes.add("Training images are not shown: they were read from a stream.");
            return List.of();
        }
        try {
            return SampleImage.of(images(description, description.data()).train(), description.prepare());
        } catch (IOException e) {
            notes.add("The training images are not available: " + Reason.of(e));
            return List.of();
        }
    }

    private List<Property> properties() {
        if (description == null) {
            return List.of();
        }
        String group = "Run";
        Framing framing = description.prepare().framing();
        List<Property> properties = new ArrayList<>();
        if (description.parents() != null) {
            description.parents().forEach(parent -> properties.add(new Property(group, "started from", parent.line())));
        }
        properties.addAll(List.of(
                new Property(group, "command", "convstream " + String.join(" ", description.command())),
                new Property(
                        group, "training images", description.data() == null ? "from a stream" : description.data()),
                new Property(
                        group,
                        "held-out images",
                        description.heldOutData()
                                + (description.split() == 0
                                        ? ""
                                        : ", the part " + description.split() + " of the training images")),
                new Property(
                        group,
                        "augmentation",
                        description.prepare().augmentation().toString()),
                new Property(group, "image size", framing.image().toString()),
                new Property(group, "padding", framing.padding() + " pixels, reflected"),
                new Property(group, "crop", framing.crop().toString())));
        return properties;
    }
}

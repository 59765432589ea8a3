package io.convstream.report;

import io.convstream.event.StoredModel;
import io.convstream.image.Framing;
import io.convstream.modelstore.Manifest;
import io.convstream.modelstore.ModelFolder;
import io.convstream.network.Classifier;
import io.convstream.network.ModelDefinition;
import io.convstream.network.ModelFile;
import io.convstream.network.NetworkSummary;
import io.convstream.storage.LocalCopy;
import io.convstream.storage.StoragePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The best model of a run, with its manifest. */
record BestModel(Manifest manifest, ModelFile.Content content, NetworkSummary network) {

    /** The framing of models whose files do not contain it. */
    private static final Framing DEFAULT_FRAMING = Framing.of(32, 0, 24);

    private static final String BEST = "Best model";

    static final String HYPERPARAMETERS = "Hyperparameters";

    /** Reads the best model of a folder; empty if it holds none. */
    static Optional<BestModel> read(StoragePath folder) throws IOException {
        Optional<Manifest> manifest = ModelFolder.manifest(folder);
        if (manifest.isEmpty()) {
            return Optional.empty();
        }
        try (LocalCopy file = folder.resolve(manifest.get().best().file()).localCopy()) {
            ModelFile.Content content = ModelFile.read(file.path(), DEFAULT_FRAMING, MisclassifiedImages.batch());
            return Optional.of(new BestModel(manifest.get(), content, NetworkSummary.of(content)));
        }
    }

    /** Returns a classifier with the model's parameters. Close it. */
    Classifier classifier(int batch, int threads) {
        // The training values of a definition are irrelevant here.
        var definition = new ModelDefinition(
                "best", content.configuration(), content.signature().framing().crop(), 1, 1, 0, 0, 0);
        var classifier = new Classifier(definition, batch, threads);
        classifier.load(content.parameters());
        return classifier;
    }

    /** Returns the class names in label order; empty if an earlier version wrote the file. */
    List<String> classes() {
        return content.signature().classes();
    }

    List<Property> properties() {
        List<Property> properties = new ArrayList<>();
        addModel(BEST, manifest.best(), properties);
        properties.add(new Property(BEST, "precision@1 measured on", manifest.evaluatedOn()));
        addModel("Newest model", manifest.newest(), properties);
        manifest.options().forEach((name, value) -> properties.add(new Property(HYPERPARAMETERS, name, value)));
        properties.add(new Property(HYPERPARAMETERS, "updater", network.updater()));
        properties.add(new Property("Network", "parameters", String.format(Locale.ROOT, "%,d", network.parameters())));
        properties.add(new Property("Network", "layers", String.join("\n", network.layers())));
        return properties;
    }

    private static void addModel(String group, Manifest.Entry entry, List<Property> properties) {
        StoredModel model = entry.model();
        properties.add(new Property(group, "file", entry.file()));
        properties.add(new Property(group, "step", String.format(Locale.ROOT, "%,d", model.step())));
        properties.add(new Property(
                group,
                "checkpoint",
                model.checkpoint() == 0 ? "none: evaluated by step or at the end" : "" + model.checkpoint()));
        properties.add(new Property(
                group,
                "precision@1",
                String.format(
                        Locale.ROOT,
                        "%.2f %% (%s weights)",
                        100 * model.precision(),
                        model.weights() == StoredModel.Weights.EMA ? "EMA" : "newest")));
        properties.add(new Property(group, "SHA-256 of the newest weights", model.parametersSha256()));
        properties.add(new Property(group, "SHA-256 of the file", entry.fileSha256()));
    }
}

package io.convstream.report;

import io.convstream.event.StoredModel;
import io.convstream.image.Framing;
import io.convstream.modelstore.Manifest;
import io.convstream.modelstore.ModelFolder;
import io.convstream.network.Classifier;
import io.convstream.network.ModelDefinition;
import io.convstream.network.ModelFile;
import io.convstream.network.NetworkSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The model that a run kept as its best, and what its manifest says of it. */
record BestModel(Manifest manifest, ModelFile.Content content, NetworkSummary network) {

    /** How models were cut out of images before their files said it. */
    private static final Framing OLD = Framing.of(32, 0, 24);

    static final String HYPER_PARAMETERS = "Hyper-parameters";

    /** The best model of a folder; empty where none was kept yet. */
    static Optional<BestModel> read(Path folder) throws IOException {
        Optional<Manifest> manifest = ModelFolder.manifest(folder);
        if (manifest.isEmpty()) {
            return Optional.empty();
        }
        ModelFile.Content content = ModelFile.read(folder.resolve("best.zip"), OLD, MisclassifiedImages.batch());
        return Optional.of(new BestModel(manifest.get(), content, NetworkSummary.of(content)));
    }

    /** A classifier with the model's parameters; to be closed. */
    Classifier classifier(int batch, int threads) {
        // What a definition says of training has no meaning here.
        var definition = new ModelDefinition(
                "best", content.configuration(), content.signature().framing().crop(), 1, 1, 0, 0, 0);
        var classifier = new Classifier(definition, batch, threads);
        classifier.load(content.parameters());
        return classifier;
    }

    /** The class names in label order; empty if an earlier version wrote the file. */
    List<String> classes() {
        return content.signature().classes();
    }

    List<Property> facts() {
        List<Property> facts = new ArrayList<>();
        kept("Best model (best.zip)", manifest.best(), facts);
        if (manifest.evaluatedOn() != null) {
            facts.add(new Property("Best model (best.zip)", "precision@1 measured on", manifest.evaluatedOn()));
        }
        kept("Newest model (newest.zip)", manifest.newest(), facts);
        manifest.options().forEach((name, value) -> facts.add(new Property(HYPER_PARAMETERS, name, value)));
        facts.add(new Property(HYPER_PARAMETERS, "updater", network.updater()));
        facts.add(new Property("Network", "parameters", String.format(Locale.ROOT, "%,d", network.parameters())));
        facts.add(new Property("Network", "layers", String.join("\n", network.layers())));
        return facts;
    }

    private static void kept(String group, Manifest.Entry entry, List<Property> facts) {
        StoredModel model = entry.model();
        facts.add(new Property(group, "step", String.format(Locale.ROOT, "%,d", model.step())));
        facts.add(new Property(
                group,
                "checkpoint",
                model.checkpoint() == 0 ? "none: evaluated for another reason" : "" + model.checkpoint()));
        facts.add(new Property(
                group,
                "precision@1",
                String.format(
                        Locale.ROOT,
                        "%.2f %% (%s weights)",
                        100 * model.precision(),
                        model.weights().name().toLowerCase(Locale.ROOT))));
        facts.add(new Property(group, "SHA-256 of the step's parameters", model.parametersSha256()));
        facts.add(new Property(group, "SHA-256 of the file", entry.fileSha256()));
    }
}

// Converts Salesforce source to the Metadata API's format: node convert.mjs <source folder> <output folder> <package name> <API version>
import { ComponentSet, MetadataConverter } from "@salesforce/source-deploy-retrieve";

const [source, outputDirectory, packageName, apiVersion] = process.argv.slice(2);
const components = ComponentSet.fromSource(source);
components.sourceApiVersion = apiVersion;
await new MetadataConverter().convert(components, "metadata", { type: "directory", outputDirectory, packageName });

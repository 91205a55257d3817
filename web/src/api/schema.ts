// Written by `npm run types` from `python -m etude.server.openapi`.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * About
         * @description What this studio is and where it lies.
         */
        About: {
            /**
             * Language
             * @description The language that this answer's sentences would have had.
             * @enum {string}
             */
            language: "en" | "zh";
            limits: components["schemas"]["Limits"];
            machine: components["schemas"]["Machine"];
            /**
             * Training
             * @description Whether what training needs is installed.
             */
            training: boolean;
            /**
             * Version
             * @description Of Etude. Every answer carries it as ``X-Etude-Version``, too: a page that was loaded from
             *     another version should be loaded anew.
             */
            version: string;
            /**
             * Workspace
             * @description The folder of the workspace.
             */
            workspace: string;
        };
        /**
         * Advice
         * @description What a run's numbers mean.
         */
        Advice: {
            /**
             * Code
             * @description ``memorising by-heart too-early good unjudged no-pictures``.
             */
            code: string;
            /** Details */
            details: {
                [key: string]: number;
            };
            /**
             * Words
             * @description In a sentence, in the language of ``Accept-Language``.
             */
            words: string;
        };
        /**
         * Again
         * @description A work made anew from its recipe.
         */
        Again: {
            /**
             * Differing
             * @description Share of the numbers that differ, 0 to 1; null where only the hash is known.
             */
            differing: number | null;
            /**
             * Largest
             * @description The largest difference, 0 to 255; null where only the hash is known.
             */
            largest: number | null;
            /**
             * Mended
             * @description Whether the work's file was lost or damaged, and is back.
             */
            mended: boolean;
            /**
             * Same
             * @description Whether every bit agrees.
             */
            same: boolean;
            /**
             * Words
             * @description All of it in a sentence, in the language of ``Accept-Language``.
             */
            words: string;
            work: components["schemas"]["Work"];
        };
        /**
         * Attribute
         * @description A column of facts about the pictures.
         */
        Attribute: {
            /**
             * Kind
             * @enum {string}
             */
            kind: "category" | "number";
            /** Name */
            name: string;
            /**
             * Values
             * @description Names of the categories; none for numbers.
             */
            values: string[];
        };
        /**
         * BrokenDataset
         * @description A dataset that cannot be opened.
         */
        BrokenDataset: {
            /** Id */
            id: string;
            problem: components["schemas"]["Error"];
        };
        /**
         * BrokenModel
         * @description A model file in the workspace that cannot be opened.
         */
        BrokenModel: {
            /** File */
            file: string;
            problem: components["schemas"]["Error"];
        };
        /**
         * Class
         * @description A class and how many pictures it has.
         */
        Class: {
            /** Items */
            items: number;
            /** Name */
            name: string;
        };
        /**
         * Create
         * @description Make works by chance.
         */
        Create: {
            /**
             * Calm
             * @description 0 is the mean of all pictures, 1 as the model learnt, up to 1.5 is wilder.
             * @default 1
             */
            calm?: number;
            /**
             * Command
             * @constant
             */
            command: "create";
            /**
             * Count
             * @description So many, with the seeds ``seed``, ``seed + 1``, ...
             * @default 1
             */
            count?: number;
            /** Label */
            label?: string | null;
            /** Model */
            model: string;
            /**
             * Seed
             * @description The same seed is the same picture; by default one nobody has seen.
             */
            seed?: number | null;
            /**
             * Settings
             * @description Sliders by name, in English or Chinese; each within its range.
             */
            settings?: {
                [key: string]: number;
            };
            /**
             * Size
             * @description Only for a model that paints any size.
             */
            size?: [
                number,
                number
            ] | null;
        };
        /**
         * Crossbreed
         * @description Make children that take something from every parent.
         */
        Crossbreed: {
            /**
             * Command
             * @constant
             */
            command: "crossbreed";
            /**
             * Count
             * @default 1
             */
            count?: number;
            /**
             * Seed
             * @description Decides who gives what; the children have the seeds ``seed``, ``seed + 1``, ...
             */
            seed?: number | null;
            /**
             * Settings
             * @description Sliders by name, in English or Chinese; each within its range.
             */
            settings?: {
                [key: string]: number;
            };
            /** Works */
            works: string[];
        };
        /**
         * Dataset
         * @description Imported pictures that can be trained on.
         */
        Dataset: {
            /** Attributes */
            attributes: components["schemas"]["Attribute"][];
            /**
             * Bytes
             * @description Room on the disk.
             */
            bytes: number;
            /**
             * Channels
             * @description 4 where any picture is transparent somewhere.
             * @enum {integer}
             */
            channels: 3 | 4;
            /** Classes */
            classes: components["schemas"]["Class"][];
            /**
             * Created
             * @description ISO 8601 in UTC.
             */
            created: string;
            /**
             * Fit
             * @description How whole pictures become squares.
             * @enum {string}
             */
            fit: "cover" | "contain" | "centre";
            /**
             * Hash
             * @description SHA-256 over pictures, classes, attributes and split: the dataset's version.
             */
            hash: string;
            /**
             * Held Out
             * @description Pictures kept for judging.
             */
            held_out: number;
            /**
             * Id
             * @description Its name, which no other dataset has.
             */
            id: string;
            /** Items */
            items: number;
            /**
             * Medium
             * @constant
             */
            medium: "picture";
            /**
             * Pixel Art
             * @description Whether most pictures are small and of few colours.
             */
            pixel_art: boolean;
            rights: components["schemas"]["Rights"];
            /**
             * Train
             * @description Pictures that training sees.
             */
            train: number;
        };
        /**
         * Datasets
         * @description Every dataset, by name.
         */
        Datasets: {
            /** Broken */
            broken: components["schemas"]["BrokenDataset"][];
            /** Datasets */
            datasets: components["schemas"]["Dataset"][];
        };
        /**
         * Descent
         * @description A line of the family tree.
         */
        Descent: {
            /** Child */
            child: string;
            /** Parent */
            parent: string;
            /**
             * Place
             * @description 0 for the parent that gave the most.
             */
            place: number;
        };
        /**
         * Dial
         * @description One setting of a recipe.
         */
        Dial: {
            about: components["schemas"]["Words"];
            /** Default */
            default: number;
            /** High */
            high: number;
            /**
             * Kind
             * @enum {string}
             */
            kind: "whole" | "number" | "switch";
            /**
             * Low
             * @description The ends belong to the range; 0 and 1 for a switch.
             */
            low: number;
            /** Name */
            name: string;
        };
        /**
         * Disk
         * @description Room on the disk of the workspace, in bytes.
         */
        Disk: {
            /**
             * Datasets
             * @description What the datasets take.
             */
            datasets: number;
            /**
             * Free
             * @description What is left.
             */
            free: number;
            /**
             * Models
             * @description What the installed models take.
             */
            models: number;
            /**
             * Runs
             * @description What the training runs take, their checkpoints included.
             */
            runs: number;
            /**
             * Total
             * @description What there is.
             */
            total: number;
            /**
             * Works
             * @description What the gallery takes.
             */
            works: number;
        };
        /**
         * Emptied
         * @description What emptying the bin removed.
         */
        Emptied: {
            /**
             * Removed
             * @description Number of works.
             */
            removed: number;
        };
        /**
         * Encoded
         * @description The picture of a model that comes nearest to a photo.
         */
        Encoded: {
            /**
             * Words
             * @description How near it came, honestly, in the language of ``Accept-Language``.
             */
            words: string;
            work: components["schemas"]["Work"];
        };
        /**
         * Error
         * @description What went wrong and the way out, in the language of ``Accept-Language``.
         */
        Error: {
            /**
             * Code
             * @description ``area.name``: the same in every language, for programs.
             */
            code: string;
            /**
             * Details
             * @description The values that the sentences speak of.
             */
            details: {
                [key: string]: unknown;
            };
            /**
             * Hint
             * @description What can be done about it, in one sentence.
             */
            hint: string;
            /**
             * Message
             * @description What happened, in one sentence.
             */
            message: string;
        };
        /**
         * Family
         * @description What a work came from and what came of it.
         */
        Family: {
            /**
             * Cut
             * @description Whether there are more relatives than were asked for.
             */
            cut: boolean;
            /** Descents */
            descents: components["schemas"]["Descent"][];
            /**
             * Kin
             * @description The oldest generation first.
             */
            kin: components["schemas"]["Kin"][];
            /** Root */
            root: string;
        };
        /**
         * ImportReport
         * @description What became of every file of an import.
         */
        ImportReport: {
            /**
             * Folders
             * @description Sub-folders that could be classes and were not asked for.
             */
            folders: string[];
            /** Found */
            found: number;
            /** Held Out */
            held_out: number;
            /** Kept */
            kept: number;
            /**
             * Lines
             * @description The whole report in sentences, in the language of ``Accept-Language``.
             */
            lines: string[];
            /**
             * Near
             * @description Files that look like one picture saved twice; both are kept.
             */
            near: [
                string,
                string
            ][];
            /**
             * Reduced
             * @description Pictures that were larger than what is stored.
             */
            reduced: number;
            /** Seconds */
            seconds: number;
            /** Skipped */
            skipped: components["schemas"]["Skipped"][];
        };
        /**
         * Invitation
         * @description An address that opens the studio in a browser once.
         */
        Invitation: {
            /**
             * Address
             * @description Holds a token that is good for one visit within ten minutes.
             */
            address: string;
        };
        /**
         * Job
         * @description Anything long. It survives a closed tab, a restarted server and a killed worker.
         */
        Job: {
            /**
             * Asked
             * @description What it was asked, as in ``POST /api/jobs``.
             */
            asked: {
                [key: string]: unknown;
            };
            /**
             * Attempts
             * @description How often it was begun without coming further; more than once where a worker was killed.
             */
            attempts: number;
            /**
             * Created
             * @description ISO 8601 in UTC, as the two below.
             */
            created: string;
            /**
             * Details
             * @description What it last said about itself.
             */
            details: {
                [key: string]: unknown;
            };
            /** Ended */
            ended: string | null;
            /** @description Why it failed. */
            error: components["schemas"]["Error"] | null;
            /** Id */
            id: string;
            /**
             * Kind
             * @enum {string}
             */
            kind: "import" | "train" | "render" | "report";
            /**
             * Place
             * @description Its place in the queue; the smallest is next.
             */
            place: number;
            /**
             * Result
             * @description What came of it: ``{work}`` of a render, ``{dataset}`` of an import, ``{model}`` of a
             *     training, ``{model, dataset, report}`` of a report; and more about each.
             */
            result: {
                [key: string]: unknown;
            } | null;
            /**
             * Revision
             * @description Grows with every change of any job.
             */
            revision: number;
            /**
             * Run
             * @description Id of the training run.
             */
            run: string | null;
            /**
             * Share
             * @description The part that is done, 0 to 1.
             */
            share: number;
            /**
             * Stage
             * @description What it does now, as a word of its kind.
             */
            stage: string;
            /** Started */
            started: string | null;
            /**
             * State
             * @description ``forgotten`` is said once, to those who follow the events: it left the list.
             * @enum {string}
             */
            state: "waiting" | "running" | "paused" | "done" | "failed" | "cancelled" | "forgotten";
            /**
             * Title
             * @description What people call it.
             */
            title: string;
            /**
             * Wish
             * @description What a running job was asked to do and will do soon.
             * @enum {string}
             */
            wish: "" | "pause" | "cancel" | "finish";
        };
        /**
         * JobRequest
         * @description A job to put at the end of the queue.
         */
        JobRequest: {
            /**
             * Asked
             * @description Depends on the kind; what cannot be done is refused at once, before it is queued.
             */
            asked: {
                [key: string]: unknown;
            };
            /**
             * Kind
             * @enum {string}
             */
            kind: "import" | "train" | "render" | "report";
            /**
             * Title
             * @default
             */
            title?: string;
        };
        /**
         * Jobs
         * @description Jobs: those at work, those to come in their order, the ended ones, the latest first.
         */
        Jobs: {
            /** Jobs */
            jobs: components["schemas"]["Job"][];
            /**
             * Revision
             * @description Of the latest change; the event stream goes on from here.
             */
            revision: number;
        };
        /**
         * Kin
         * @description A relative of a work.
         */
        Kin: {
            /**
             * Generation
             * @description 0 for the work itself, below 0 for ancestors, above for descendants.
             */
            generation: number;
            /** Id */
            id: string;
            /**
             * State
             * @enum {string}
             */
            state: "here" | "binned" | "removed";
            /** @description Null where it was removed for good. */
            work: components["schemas"]["Work"] | null;
        };
        /**
         * Label
         * @description A class that a model knows.
         */
        Label: {
            /**
             * Name
             * @description What to ask for.
             */
            name: string;
            title: components["schemas"]["Words"];
        };
        /**
         * Latent
         * @description The space of codes.
         */
        Latent: {
            /**
             * Axes
             * @description K: number of sliders.
             */
            axes: number;
            /**
             * Rows
             * @description L: rows of a code, from coarse to fine.
             */
            rows: number;
            /**
             * Size
             * @description D: numbers in a row.
             */
            size: number;
        };
        /**
         * Limits
         * @description How much may come in by upload.
         */
        Limits: {
            /**
             * File
             * @description Bytes of one file.
             */
            file: number;
            /**
             * Files
             * @description Files of one upload.
             */
            files: number;
            /**
             * Package
             * @description Bytes of a model file.
             */
            package: number;
            /**
             * Photo
             * @description Bytes of a photo that is to be encoded.
             */
            photo: number;
            /**
             * Total
             * @description Bytes of one upload.
             */
            total: number;
        };
        /**
         * Machine
         * @description The computer that the server runs on.
         */
        Machine: {
            /**
             * Cores
             * @description Processor cores that may be used.
             */
            cores: number;
            /**
             * Memory
             * @description Bytes of main memory; 0 where the system does not say.
             */
            memory: number;
            /**
             * System
             * @description Operating system and processor, for example ``Linux x86_64``.
             */
            system: string;
        };
        /**
         * Made
         * @description What was made, in the order it was asked for.
         */
        Made: {
            /** Works */
            works: components["schemas"]["Work"][];
        };
        /**
         * Maker
         * @description The model that made a work.
         */
        Maker: {
            /**
             * Id
             * @description Its SHA-256; the model may have left the shelf since.
             */
            id: string;
            /** Name */
            name: string;
            /** Version */
            version: string;
        };
        /**
         * Metrics
         * @description What a run wrote down at each look.
         */
        Metrics: {
            /**
             * Records
             * @description ``seconds``, ``steps``, ``losses`` by name, ``rate``, ``quality`` and more.
             */
            records: {
                [key: string]: unknown;
            }[];
            /**
             * Start
             * @description Index of the first record below; 0 where the run was taken back behind ``since`` and all of
             *     it is sent anew.
             */
            start: number;
            /**
             * Total
             * @description Number of records there are; ask with ``since`` this number next time.
             */
            total: number;
        };
        /**
         * Mix
         * @description Put two works together.
         */
        Mix: {
            /**
             * Blend
             * @description How much of the second these rows hold.
             */
            blend?: number | null;
            /**
             * Command
             * @constant
             */
            command: "mix";
            /**
             * Rows
             * @description Rows of the code taken from the second, 0 the coarsest; by default the finer half.
             */
            rows?: number[] | null;
            /**
             * Settings
             * @description Sliders by name, in English or Chinese; each within its range.
             */
            settings?: {
                [key: string]: number;
            };
            /**
             * Works
             * @description The first gives the composition, the second what is finer.
             */
            works: [
                string,
                string
            ];
        };
        /**
         * Model
         * @description A model on the shelf.
         */
        Model: {
            about: components["schemas"]["Words"];
            /**
             * Bundled
             * @description Whether it came with Etude; such a model cannot be removed.
             */
            bundled: boolean;
            /**
             * Bytes
             * @description Size of its file.
             */
            bytes: number;
            /**
             * Channels
             * @description 3 RGB, 4 RGBA.
             * @enum {integer}
             */
            channels: 3 | 4;
            /**
             * Commands
             * @description What it can do: ``generate``, and often ``map`` and ``encode``.
             */
            commands: string[];
            /**
             * Engine
             * @description What it was trained with.
             */
            engine: string;
            /**
             * Id
             * @description SHA-256 of its file: the same id is the same model, everywhere.
             */
            id: string;
            /**
             * Labels
             * @description The classes one can ask for; none where it has none.
             */
            labels: components["schemas"]["Label"][];
            /**
             * Licence
             * @description Under which terms it may be used.
             */
            licence: string;
            /**
             * Medium
             * @enum {string}
             */
            medium: "picture" | "music" | "text";
            /** Name */
            name: string;
            /** @description Null where nothing was measured. */
            quality: components["schemas"]["Quality"] | null;
            /**
             * Recipe
             * @description The architecture: ``vae``, ``gan``, ``cppn``.
             */
            recipe: string;
            /**
             * Samples
             * @description Names of the pictures it brings to show itself.
             */
            samples: string[];
            /**
             * Size
             * @description Height and width of its pictures in pixels; null where it paints any size.
             */
            size: [
                number,
                number
            ] | null;
            /** Sliders */
            sliders: components["schemas"]["Slider"][];
            title: components["schemas"]["Words"];
            /** Version */
            version: string;
        };
        /**
         * ModelDetails
         * @description Everything about a model.
         */
        ModelDetails: {
            about: components["schemas"]["Words"];
            /**
             * Bundled
             * @description Whether it came with Etude; such a model cannot be removed.
             */
            bundled: boolean;
            /**
             * Bytes
             * @description Size of its file.
             */
            bytes: number;
            /** @description The model's card in Markdown. */
            card: components["schemas"]["Words"];
            /**
             * Channels
             * @description 3 RGB, 4 RGBA.
             * @enum {integer}
             */
            channels: 3 | 4;
            /**
             * Commands
             * @description What it can do: ``generate``, and often ``map`` and ``encode``.
             */
            commands: string[];
            /**
             * Engine
             * @description What it was trained with.
             */
            engine: string;
            /**
             * Graphs
             * @description Inputs and outputs of each command's graph, as the manifest describes them.
             */
            graphs: {
                [key: string]: unknown;
            };
            /**
             * Id
             * @description SHA-256 of its file: the same id is the same model, everywhere.
             */
            id: string;
            /**
             * Labels
             * @description The classes one can ask for; none where it has none.
             */
            labels: components["schemas"]["Label"][];
            latent: components["schemas"]["Latent"];
            /**
             * Licence
             * @description Under which terms it may be used.
             */
            licence: string;
            /**
             * Measures
             * @description The quality report's figures by name: value, floor, ceiling, a word.
             */
            measures: {
                [key: string]: unknown;
            };
            /**
             * Medium
             * @enum {string}
             */
            medium: "picture" | "music" | "text";
            /** Name */
            name: string;
            /** @description Null where nothing was measured. */
            quality: components["schemas"]["Quality"] | null;
            /**
             * Recipe
             * @description The architecture: ``vae``, ``gan``, ``cppn``.
             */
            recipe: string;
            /**
             * Samples
             * @description Names of the pictures it brings to show itself.
             */
            samples: string[];
            /**
             * Size
             * @description Height and width of its pictures in pixels; null where it paints any size.
             */
            size: [
                number,
                number
            ] | null;
            /** Sliders */
            sliders: components["schemas"]["Slider"][];
            title: components["schemas"]["Words"];
            training: components["schemas"]["Training"];
            /** Version */
            version: string;
        };
        /**
         * Models
         * @description The shelf: those of the workspace first, then those that came with Etude.
         */
        Models: {
            /** Broken */
            broken: components["schemas"]["BrokenModel"][];
            /** Models */
            models: components["schemas"]["Model"][];
        };
        /**
         * Move
         * @description Another place in the queue.
         */
        Move: {
            /**
             * Before
             * @description Id of the waiting job that is to come after it; null for the end.
             */
            before?: string | null;
        };
        /**
         * NewWorks
         * @description The event ``works``: something was made, changed or binned.
         */
        NewWorks: {
            /**
             * Newest
             * @description Id of the newest work.
             */
            newest: string | null;
        };
        /**
         * Paint
         * @description Keep what is on the canvas.
         */
        Paint: {
            /**
             * Calm
             * @description How calm the code was drawn; works that vary this one are drawn so, too.
             * @default 1
             */
            calm?: number;
            /**
             * Code
             * @description The code before its settings move it, calm and mixing in it: base64 of little-endian float32
             *     ``[L, D]``.
             */
            code: string;
            /**
             * Command
             * @constant
             */
            command: "paint";
            /**
             * Gesture
             * @description How it was found, kept as it is: the page puts its position in here, to return to it.
             */
            gesture?: {
                [key: string]: unknown;
            } | null;
            /**
             * Label
             * @description The class that the code was drawn for.
             */
            label?: string | null;
            /** Model */
            model: string;
            /**
             * Parents
             * @description Works it came from.
             * @default []
             */
            parents?: string[];
            /**
             * Settings
             * @description Sliders by name, in English or Chinese; each within its range.
             */
            settings?: {
                [key: string]: number;
            };
            /** Size */
            size?: [
                number,
                number
            ] | null;
        };
        /**
         * Quality
         * @description How good the model was measured to be.
         */
        Quality: {
            /**
             * Verdict
             * @description ``good``, ``fair``, ``poor``, ``memorising`` or ``one-note``.
             */
            verdict: string;
            /** @description The same in a sentence. */
            words: components["schemas"]["Words"];
        };
        /**
         * Ready
         * @description The first event of a stream.
         */
        Ready: {
            /**
             * Newest
             * @description Id of the newest work.
             */
            newest: string | null;
            /**
             * Revision
             * @description Of the latest change of a job.
             */
            revision: number;
            /** Version */
            version: string;
        };
        /**
         * Recipe
         * @description A way of learning to paint.
         */
        Recipe: {
            about: components["schemas"]["Words"];
            /** Dials */
            dials: components["schemas"]["Dial"][];
            /**
             * Encodes
             * @description Whether its models take in photos.
             */
            encodes: boolean;
            /** Name */
            name: string;
            /** Needs Pictures */
            needs_pictures: boolean;
            title: components["schemas"]["Words"];
        };
        /**
         * Recipes
         * @description What a training job can be asked for.
         */
        Recipes: {
            /** Crops */
            crops: string[];
            /**
             * Device
             * @description What will compute: ``cpu``, ``cuda`` or ``mps``.
             */
            device: string;
            /**
             * Minutes
             * @description The usual time budget.
             */
            minutes: number;
            /** Recipes */
            recipes: components["schemas"]["Recipe"][];
            /** Sizes */
            sizes: number[];
        };
        /**
         * Rights
         * @description Whose pictures these are and what may be done with them; empty where nobody said.
         */
        Rights: {
            /** Author */
            author: string;
            /** Licence */
            licence: string;
            /** Note */
            note: string;
            /** Source */
            source: string;
        };
        /**
         * Run
         * @description A training run, whether it goes on or not.
         */
        Run: {
            advice: components["schemas"]["Advice"];
            /**
             * Budget
             * @description Seconds it may take.
             */
            budget: number;
            /**
             * Config
             * @description Dials that differ from the recipe's own.
             */
            config: {
                [key: string]: unknown;
            };
            /** Crop */
            crop: string;
            /**
             * Dataset
             * @description Id of the dataset; empty where none was needed.
             */
            dataset: string;
            /**
             * Id
             * @description Its name, which its model has, too.
             */
            id: string;
            /**
             * Job
             * @description Id of the job that works on it or waits to.
             */
            job: string | null;
            /**
             * Looks
             * @description Records in ``metrics``.
             */
            looks: number;
            /**
             * Model
             * @description Id of the model that came of it and is on the shelf.
             */
            model: string | null;
            /**
             * Nearest
             * @description Whether ``nearest`` shows samples beside the training pictures nearest to them.
             */
            nearest: boolean;
            /**
             * Packed
             * @description Whether it became a model; ``sheet`` shows what it paints.
             */
            packed: boolean;
            /** Recipe */
            recipe: string;
            /**
             * Samples
             * @description When it painted its fixed seeds: seconds into the run.
             */
            samples: number[];
            /** Seed */
            seed: number;
            /**
             * Size
             * @description Side of the pictures in pixels.
             */
            size: number;
            /**
             * Spent
             * @description Seconds it took so far, as of its last look.
             */
            spent: number;
            /** Steps */
            steps: number;
        };
        /**
         * Runs
         * @description Every run, the latest first.
         */
        Runs: {
            /** Runs */
            runs: components["schemas"]["Run"][];
        };
        /**
         * Settings
         * @description How somebody likes the page.
         */
        Settings: {
            /**
             * Guided
             * @description Whether the first visit's guidance was seen or skipped.
             * @default false
             */
            guided: boolean;
            /**
             * Language
             * @description ``system`` follows the browser.
             * @default system
             * @enum {string}
             */
            language: "en" | "zh" | "system";
            /**
             * Theme
             * @description ``system`` follows the browser.
             * @default system
             * @enum {string}
             */
            theme: "light" | "dark" | "system";
        };
        /**
         * SettingsChange
         * @description Settings to change; what is left out stays.
         */
        SettingsChange: {
            /** Guided */
            guided?: boolean | null;
            /** Language */
            language?: ("en" | "zh" | "system") | null;
            /** Theme */
            theme?: ("light" | "dark" | "system") | null;
        };
        /**
         * Skipped
         * @description A file that did not become a picture of the dataset.
         */
        Skipped: {
            /** Code */
            code: string;
            /** File */
            file: string;
            /** Reason */
            reason: string;
        };
        /**
         * Slider
         * @description A direction in a model's space of codes: adding ``value * axis`` to a code moves along it.
         */
        Slider: {
            /**
             * Changes
             * @description What one unit was measured to change.
             */
            changes: {
                [key: string]: number;
            };
            /**
             * High
             * @description The same on the other side, 0 or more.
             */
            high: number;
            /**
             * Kind
             * @description Learnt from a table of attributes, or found by looking.
             * @enum {string}
             */
            kind: "attribute" | "found";
            /**
             * Low
             * @description Where pictures begin to break on one side, 0 or less.
             */
            low: number;
            /**
             * Name
             * @description What to call it in ``settings``.
             */
            name: string;
            title: components["schemas"]["Words"];
        };
        /**
         * Training
         * @description How the model came to be.
         */
        Training: {
            /**
             * Dataset
             * @description Hash of the dataset; empty where none was needed.
             */
            dataset: string;
            /** Device */
            device: string;
            /**
             * Items
             * @description Pictures it learnt from.
             */
            items: number;
            /** Minutes */
            minutes: number;
            /**
             * Rights
             * @description Who made them, and under which licence.
             */
            rights: string;
            /** Seed */
            seed: number;
            /** Settings */
            settings: {
                [key: string]: unknown;
            };
            /** Steps */
            steps: number;
        };
        /**
         * Upload
         * @description A folder of files on its way in.
         */
        Upload: {
            /**
             * Bytes
             * @description Of those files.
             */
            bytes: number;
            /**
             * Files
             * @description Files that are here, whole.
             */
            files: number;
            /** Id */
            id: string;
        };
        /**
         * UploadPlan
         * @description What is going to be uploaded, so that too much is refused before anything is sent.
         */
        UploadPlan: {
            /** Bytes */
            bytes: number;
            /** Files */
            files: number;
        };
        /**
         * Uploaded
         * @description A file that has arrived, whole.
         */
        Uploaded: {
            /** Bytes */
            bytes: number;
            /**
             * Name
             * @description Under which the import's report will speak of it.
             */
            name: string;
            upload: components["schemas"]["Upload"];
        };
        /**
         * Vary
         * @description Make works near to a work.
         */
        Vary: {
            /**
             * Command
             * @constant
             */
            command: "vary";
            /**
             * Count
             * @default 1
             */
            count?: number;
            /** Seed */
            seed?: number | null;
            /**
             * Settings
             * @description Sliders by name, in English or Chinese; each within its range.
             */
            settings?: {
                [key: string]: number;
            };
            /**
             * Strength
             * @description 0 changes nothing, 1 gives something new altogether.
             * @default 0.3
             */
            strength?: number;
            /**
             * Work
             * @example 01JD3K9QWZ2M5X8C4MT0R5RX1Y
             */
            work: string;
        };
        /**
         * Words
         * @description A name or a sentence in both languages, so that a page can change its tongue at once.
         */
        Words: {
            /**
             * En
             * @description In English.
             */
            en: string;
            /**
             * Zh
             * @description In Chinese; the same as in English where nobody wrote it.
             */
            zh: string;
        };
        /**
         * Work
         * @description One result, with the recipe of its making.
         */
        Work: {
            /**
             * Binned
             * @description Since when it lies in the bin, ISO 8601 in UTC; null outside it.
             */
            binned: string | null;
            /**
             * Bytes
             * @description Of its file.
             */
            bytes: number;
            /**
             * Command
             * @description What was asked: ``create vary mix crossbreed morph encode paint``.
             */
            command: string;
            /**
             * Created
             * @description ISO 8601 in UTC.
             */
            created: string;
            /**
             * Facts
             * @description What was measured while it was made.
             */
            facts: {
                [key: string]: unknown;
            };
            /**
             * Frames
             * @description 1 for a still picture.
             */
            frames: number;
            /** Height */
            height: number;
            /**
             * Id
             * @description 26 characters; ids sort by the time of making.
             */
            id: string;
            /**
             * Medium
             * @enum {string}
             */
            medium: "picture" | "music" | "text";
            model: components["schemas"]["Maker"];
            /**
             * Parents
             * @description Ids of the works it came from, the one that gave the most first.
             */
            parents: string[];
            /**
             * Recipe
             * @description All it takes to make it once more.
             */
            recipe: {
                [key: string]: unknown;
            };
            /**
             * Sha256
             * @description Of its file.
             */
            sha256: string;
            /**
             * Short
             * @description The end of the id, as people write it.
             */
            short: string;
            /** Starred */
            starred: boolean;
            /**
             * Suffix
             * @description Format of its file, for example ``.png``.
             */
            suffix: string;
            /** Tags */
            tags: string[];
            /** Title */
            title: string;
            /** Width */
            width: number;
        };
        /**
         * WorkChange
         * @description What people may change of a work; what is left out stays.
         */
        WorkChange: {
            /** Starred */
            starred?: boolean | null;
            /** Tags */
            tags?: string[] | null;
            /** Title */
            title?: string | null;
        };
        /**
         * Works
         * @description Works, the newest first.
         */
        Works: {
            /**
             * Next
             * @description Ask with ``before`` this id for the next page; null at the end.
             */
            next: string | null;
            /**
             * Total
             * @description How many there are under these filters, on all pages.
             */
            total: number;
            /** Works */
            works: components["schemas"]["Work"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
